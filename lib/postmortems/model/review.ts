import type { IncidentStatus } from '@/lib/incidents/schema';
import { type Block, textOf } from './document';
import { handbookSections, type OptionalField, type SectionId, type TextField } from './sections';

export const postmortemStates = [
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'published',
  'skipped',
] as const;
export type PostmortemState = (typeof postmortemStates)[number];

/** What a person may do with a post-mortem, besides writing. */
export const reviewSteps = ['submit', 'request_changes', 'approve', 'publish', 'revise', 'skip'] as const;
export type ReviewStep = (typeof reviewSteps)[number];

const moves: Record<PostmortemState, Partial<Record<ReviewStep, PostmortemState>>> = {
  draft: { submit: 'in_review', skip: 'skipped' },
  in_review: { request_changes: 'changes_requested', approve: 'approved', revise: 'draft', skip: 'skipped' },
  changes_requested: { submit: 'in_review', skip: 'skipped' },
  approved: { publish: 'published', request_changes: 'changes_requested', revise: 'draft' },
  published: { revise: 'draft' },
  skipped: { revise: 'draft' },
};

/** The state after a step; null when it is not possible from here. */
export function stateAfter(state: PostmortemState, step: ReviewStep): PostmortemState | null {
  return moves[state][step] ?? null;
}

/** The steps that lead on from a state. */
export function stepsFrom(state: PostmortemState): ReviewStep[] {
  return reviewSteps.filter((step) => moves[state][step] !== undefined);
}

/** From the approval on the text stays as it was approved; a skipped one has none. */
export function isWritable(state: PostmortemState): boolean {
  return state === 'draft' || state === 'in_review' || state === 'changes_requested';
}

/** Characters of one comment. */
export const mostCommentCharacters = 4000;

/** Comments are for those who write and review: what was published, or is not written, takes none. */
export function takesComments(state: PostmortemState | 'none'): boolean {
  return state !== 'none' && !isSettled(state);
}

/** True from mitigation on, for an incident that was one. */
export function isDraftable(status: IncidentStatus): boolean {
  return status === 'mitigated' || status === 'resolved' || status === 'closed';
}

/** True when nothing more is owed: an incident may be closed. */
export function isSettled(state: PostmortemState): boolean {
  return state === 'published' || state === 'skipped';
}

export type Readiness = { id: SectionId; state: 'ready' | 'empty' | 'attention'; why: string | null };

type Written = { blocks: Record<TextField, Block[]>; added: OptionalField[] };
type Actions = { owner: string | null; due: string | null; status: string }[];

/** Which actions nobody could follow up: without an owner or a date. */
export function unassigned<T extends Actions[number]>(actions: T[]): T[] {
  return actions.filter(({ owner, due, status }) => status !== 'cancelled' && (owner === null || due === null));
}

/** How far each section is, in order; `why` says what is missing. */
export function readinessOf(
  { blocks, added }: Written,
  actions: Actions,
  timeline: { rows: number; isConfirmed: boolean },
): Readiness[] {
  const isWritten = (field: TextField) => textOf(blocks[field]).trim() !== '';
  const live = actions.filter(({ status }) => status !== 'cancelled');
  const lacking = unassigned(actions).length;
  const of = (id: SectionId): Readiness => {
    switch (id) {
      case 'summary': {
        const missing = [isWritten('impact') ? '' : 'impact', isWritten('cause') ? '' : 'root cause'].filter(Boolean);
        if (missing.length === 0) return { id, state: 'ready', why: null };
        return { id, state: 'empty', why: `${missing.join(' and ')} not written yet` };
      }
      case 'timeline':
        if (timeline.isConfirmed) return { id, state: 'ready', why: null };
        return timeline.rows === 0
          ? { id, state: 'empty', why: 'no row chosen yet' }
          : { id, state: 'attention', why: 'nobody confirmed it yet' };
      case 'actions':
        if (live.length === 0) return { id, state: 'empty', why: 'no action item yet' };
        return lacking > 0
          ? { id, state: 'attention', why: `${lacking} without owner or due date` }
          : { id, state: 'ready', why: null };
      default:
        return isWritten(id) ? { id, state: 'ready', why: null } : { id, state: 'empty', why: 'not written yet' };
    }
  };
  return [...handbookSections, ...added].map(of);
}
