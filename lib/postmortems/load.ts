import 'server-only';
import type { ActionAnswer } from '@/lib/actions/schema';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { readSnapshot } from '@/lib/db/pool';
import { findIncident } from '@/lib/incidents/commands/find';
import { auditViewing } from '@/lib/incidents/commands/note-viewing';
import type { IncidentStatus } from '@/lib/incidents/schema';
import { type CommentThread, threadsOf } from './load/comments';
import { type DiffPart, diffOf } from './model/diff';
import type { Block } from './model/document';
import type { PostmortemFacts, TimelineFact } from './model/facts';
import { postmortemMarkdown } from './model/markdown';
import {
  isWritable,
  type PostmortemState,
  type Readiness,
  readinessOf,
  stepsFrom,
  takesComments,
} from './model/review';
import { blocksWithRoles, type RoleName, rolesOf, withRoles } from './model/roles';
import { type OptionalField, type TextField, textFields } from './model/sections';
import { choosableRows } from './model/timeline';
import { isLate, type PostmortemHead, readHead, readPostmortem } from './queries';
import { readComments } from './queries/comments';
import { readReviews, readSeats, readVersion, readVersions } from './queries/review';

export type Reviewed = {
  id: number;
  reviewer: string;
  isApproval: boolean;
  note: string | null;
  at: string;
  isCurrent: boolean;
};
export type KeptVersion = { id: number; name: string; author: string; at: string };
/** How a version differs from the text as it is now. */
export type Compared = KeptVersion & { parts: DiffPart[]; changes: number };

/** A step of the review that this person could take, and what stands in the way. */
export type OpenStep = {
  step: 'submit' | 'request_changes' | 'approve' | 'publish' | 'revise' | 'skip';
  blocked: string | null;
};

export type PostmortemView = {
  key: string;
  title: string;
  status: IncidentStatus;
  state: PostmortemState | 'none';
  isPrivate: boolean;
  isRequired: boolean;
  skippedReason: string | null;
  owner: string | null;
  isOwn: boolean;
  dueAt: string | null;
  isOverdue: boolean;
  lateSeconds: number | null;
  draftedAt: string | null;
  approvedAt: string | null;
  publishedAt: string | null;
  confirmedBy: string | null;
  confirmedAt: string | null;
  /** The row of the log up to which an approval covers it. */
  logSeq: number | null;
  facts: PostmortemFacts;
  /** Rows of the log that its timeline may show. */
  rows: TimelineFact[];
  sections: Readiness[];
  blocks: Record<TextField, Block[]>;
  added: OptionalField[];
  items: ActionAnswer[];
  reviews: Reviewed[];
  threads: CommentThread[];
  /** How often its comments changed: whoever hears of more looks again. */
  commentSeq: number;
  /** It takes comments: nobody published or skipped it. */
  takesComments: boolean;
  mayComment: boolean;
  versions: KeptVersion[];
  compared: Compared | null;
  seats: { name: string; seat: string }[];
  /** What the names in it stand for; none for somebody who wants to read names, or where nobody held a role. */
  roles: RoleName[];
  hasRoles: boolean;
  steps: OpenStep[];
  mayWrite: boolean;
  /** The text takes changes: nobody approved, published or skipped it. */
  isOpen: boolean;
  lastSeq: number;
  viewer: { id: string; name: string };
  /** Names that may stand in the text: for the help against blame. */
  people: string[];
};

/**
 * The post-mortem of INC-`key`; one that nobody began is shown as the draft that it would begin with. `version` names one to compare
 * with; `byRole` shows roles in place of names. Null when there is no such incident for this person; `'early'` while it is not mitigated.
 */
export async function loadPostmortem(
  actor: UserActor,
  key: string,
  { version = null, byRole = false }: { version?: number | null; byRole?: boolean } = {},
): Promise<PostmortemView | 'early' | null> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  if (!/^INC-[1-9]\d{0,14}$/i.test(key)) return null;
  try {
    const view = await readSnapshot(async (db): Promise<PostmortemView | 'early'> => {
      const incidentId = await findIncident(db, actor, key);
      const head = await readHead(db, actor, incidentId);
      const found = await readPostmortem(db, actor, incidentId).catch((error: unknown) => {
        if (error instanceof NotFoundError) return null;
        throw error;
      });
      if (!found) return 'early';
      const { id } = head;
      const [reviews, comments, versions, compared, seats] = await Promise.all([
        id === null ? [] : readReviews(db, id),
        id === null ? [] : readComments(db, id),
        id === null ? [] : readVersions(db, id),
        id === null || version === null ? null : readVersion(db, id, version),
        readSeats(db, incidentId),
      ]);
      const { facts, log, items, parts, seq } = found;
      const sections = readinessOf(parts, parts.actions, {
        rows: facts.timeline.length,
        isConfirmed: head.confirmedAt !== null,
      });
      const named = rolesOf(seats);
      const roles = byRole ? named : [];
      const heldSeat = seats.some(({ userId }) => userId === actor.id);
      const mayWrite = can(actor, 'postmortem:write');
      const mayComment = takesComments(head.state) && can(actor, 'postmortem:comment');
      return {
        ...headFacts(head, actor),
        facts: withPublication(factsWithRoles(facts, roles), head.publishedAt),
        title: facts.title,
        rows: choosableRows(log),
        sections,
        blocks: Object.fromEntries(
          textFields.map((field) => [field, blocksWithRoles(parts.blocks[field], roles)]),
        ) as Record<TextField, Block[]>,
        added: parts.added,
        items,
        threads: threadsOf({ rows: comments, doc: found.doc, viewerId: actor.id, roles, mayComment }),
        mayComment,
        reviews: reviews.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
        versions: versions.map(({ id: number, name, author, at }) => ({
          id: number,
          name,
          author,
          at: at.toISOString(),
        })),
        compared: compared && version !== null ? comparedWith(version, compared, postmortemMarkdown(parts)) : null,
        seats: seats.map(({ name, seat }) => ({ name, seat })),
        roles,
        hasRoles: named.length > 0,
        people: namesIn([actor.name, head.owner, ...seats.map(({ name }) => name)]),
        steps: openSteps(head, sections, { heldSeat, mayWrite, maySkip: can(actor, 'postmortem:skip') }),
        mayWrite,
        lastSeq: seq,
        viewer: { id: actor.id, name: actor.name },
      };
    });
    if (view !== 'early') await auditViewing(actor, view.key, view.isPrivate);
    return view;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function factsWithRoles(facts: PostmortemFacts, roles: RoleName[]): PostmortemFacts {
  return { ...facts, timeline: facts.timeline.map((row) => ({ ...row, text: withRoles(row.text, roles) })) };
}

/** Its own target is met by publishing, after what is frozen with the approval. */
function withPublication(facts: PostmortemFacts, publishedAt: Date | null): PostmortemFacts {
  if (!publishedAt) return facts;
  const metAt = publishedAt.toISOString();
  const position = facts.targets.findLastIndex(({ code }) => code === 'postmortem');
  return {
    ...facts,
    targets: facts.targets.map((target, index) =>
      index === position && target.metAt === null
        ? { ...target, metAt, state: publishedAt <= new Date(target.dueAt) ? 'met' : 'missed' }
        : target,
    ),
  };
}

type StoredVersion = { name: string; author: string; at: Date; markdown: string };

function comparedWith(id: number, { name, author, at, markdown }: StoredVersion, present: string): Compared {
  return { id, name, author, at: at.toISOString(), ...diffOf(markdown, present) };
}

/** Names in full, and what people are called by. */
function namesIn(given: (string | null)[]): string[] {
  const full = given.filter((name) => name !== null);
  return [...new Set(full.flatMap((name) => [name, name.split(/[\s@]/)[0] ?? name]))].filter((name) => name.length > 2);
}

function headFacts(head: PostmortemHead, actor: UserActor) {
  const { dueAt: due } = head;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const ended = head.publishedAt ?? (head.state === 'skipped' ? null : now());
  const lateMs = due && ended && ended > due ? ended.getTime() - due.getTime() : null;
  return {
    key: `INC-${head.number}`,
    status: head.status,
    state: head.state,
    isPrivate: head.isPrivate,
    isRequired: head.isRequired,
    skippedReason: head.skippedReason,
    owner: head.owner,
    isOwn: head.ownerId === actor.id,
    dueAt: iso(due),
    isOverdue: isLate(head),
    lateSeconds: lateMs === null ? null : lateMs / 1000,
    draftedAt: iso(head.createdAt),
    approvedAt: iso(head.approvedAt),
    publishedAt: iso(head.publishedAt),
    confirmedBy: head.confirmedBy,
    confirmedAt: iso(head.confirmedAt),
    logSeq: head.logSeq,
    isOpen: head.state !== 'none' && isWritable(head.state),
    takesComments: takesComments(head.state),
    commentSeq: head.commentSeq,
  };
}

type Standing = { heldSeat: boolean; mayWrite: boolean; maySkip: boolean };

/** What leads on from here for this person. What is not possible yet says why instead of being left out. */
function openSteps(head: PostmortemHead, sections: Readiness[], { heldSeat, mayWrite, maySkip }: Standing): OpenStep[] {
  if (head.state === 'none') return maySkip && head.isRequired ? [{ step: 'skip', blocked: null }] : [];
  return stepsFrom(head.state).flatMap((step): OpenStep[] => {
    if (step === 'skip') return maySkip ? [{ step, blocked: null }] : [];
    if (!mayWrite) return [];
    if (step === 'submit') return [{ step, blocked: head.confirmedAt ? null : 'Confirm the timeline first' }];
    if (step === 'approve')
      return [{ step, blocked: heldSeat ? 'You held a role in this incident; somebody who held none approves' : null }];
    if (step !== 'publish') return [{ step, blocked: null }];
    const actions = sections.find(({ id }) => id === 'actions');
    return [{ step, blocked: actions?.state === 'attention' ? `Action items: ${actions.why}` : null }];
  });
}
