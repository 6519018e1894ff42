import { formatDuration } from '@/lib/core/format';
import type { IncidentListRow, ListedTarget } from '../schema/list';
import type { PostmortemState, TargetCode } from '../schema/room';
import { isActive } from './status';

/** How a target is marked in a list; the first pending one is running, the later ones are not due yet. */
export type TargetMark = 'met' | 'missed' | 'running' | 'later' | 'none';
export const targetMarks: readonly TargetMark[] = ['met', 'missed', 'running', 'later', 'none'];
export const markWords: Record<TargetMark, string> = {
  met: 'met',
  missed: 'missed',
  running: 'running',
  later: 'not due yet',
  none: 'not applicable',
};

export const targetWords: Record<TargetCode, string> = {
  commander: 'Commander seated',
  rollback_started: 'Rollback started',
  rollback_verified: 'Rollback verified',
  cause_or_hotfix: 'Cause or hotfix',
  resolved: 'Resolved',
  postmortem: 'Post-mortem',
};

const ms = (iso: string) => new Date(iso).getTime();
// The due instant itself is met (incidents.md §7); what is past it is missed, also before that is written down.
const isPast = (target: ListedTarget, now: Date) => ms(target.dueAt) < now.getTime();

/** The targets of the response, without the post-mortem's. */
function responseTargets(targets: ListedTarget[]): ListedTarget[] {
  return targets.filter(({ code }) => code !== 'postmortem');
}

function pendingTargets(targets: ListedTarget[], now: Date): ListedTarget[] {
  return responseTargets(targets)
    .filter((target) => target.state === 'pending' && !isPast(target, now))
    .sort((a, b) => ms(a.dueAt) - ms(b.dueAt));
}

export type TargetsView = { marks: { mark: TargetMark; what: string }[]; missed: number };

/** How the response targets of an incident stand. */
export function viewTargets(targets: ListedTarget[], now: Date): TargetsView {
  const [running] = pendingTargets(targets, now);
  const marks = responseTargets(targets).map((target) => ({ what: targetWords[target.code], mark: markOf(target) }));
  return { marks, missed: marks.filter(({ mark }) => mark === 'missed').length };

  function markOf(target: ListedTarget): TargetMark {
    if (target.state === 'met' || target.state === 'missed') return target.state;
    if (target.state !== 'pending') return 'none';
    if (isPast(target, now)) return 'missed';
    return target === running ? 'running' : 'later';
  }
}

/** What an open incident asks for next. `secondsLeft` is negative when it is overdue, null when no time is set. */
export type NextDue = { what: string; afterMinutes: number | null; secondsLeft: number | null };

/** The nearest of its pending targets and of the update that was promised; without any the next step of its status. */
export function nextDueOf(
  { status, targets, nextUpdateDueAt }: Pick<IncidentListRow, 'status' | 'targets' | 'nextUpdateDueAt'>,
  now: Date,
): NextDue | null {
  if (!isActive(status)) return null;
  const due: { what: string; afterMinutes: number | null; dueAt: string }[] = pendingTargets(targets, now).map(
    ({ code, afterMinutes, dueAt }) => ({ what: targetWords[code], afterMinutes, dueAt }),
  );
  if (nextUpdateDueAt) due.push({ what: 'Status update', afterMinutes: null, dueAt: nextUpdateDueAt });
  const [first] = due.sort((a, b) => ms(a.dueAt) - ms(b.dueAt));
  if (first) {
    const { what, afterMinutes, dueAt } = first;
    return { what, afterMinutes, secondsLeft: Math.round((ms(dueAt) - now.getTime()) / 1000) };
  }
  const step =
    status === 'triage' ? 'Acknowledge or decline' : status === 'mitigated' ? 'Resolve, or re-open' : 'Nothing is due';
  return { what: step, afterMinutes: null, secondsLeft: null };
}

export type PostmortemView = { tone: 'good' | 'bad' | 'neutral' | 'active' | 'warning'; words: string };

const stateWords: Record<PostmortemState | 'none', [PostmortemView['tone'], string]> = {
  none: ['neutral', 'Not begun'],
  draft: ['neutral', 'Draft'],
  in_review: ['active', 'In review'],
  changes_requested: ['warning', 'Changes requested'],
  approved: ['active', 'Approved'],
  published: ['good', 'Published'],
  skipped: ['neutral', 'Skipped'],
};

/** How far the post-mortem of an incident is, with when it is due. */
export function viewPostmortem(
  { status, postmortem, needsPostmortem, targets }: IncidentListRow,
  now: Date,
): PostmortemView {
  const [tone, word] = stateWords[postmortem ?? 'none'];
  if (postmortem === 'published' || postmortem === 'skipped') return { tone, words: word };
  const target = targets.findLast(({ code }) => code === 'postmortem');
  const isDue = target?.state === 'pending' || target?.state === 'missed';
  if (!target || !isDue || !needsPostmortem) {
    if (postmortem) return { tone, words: word };
    if (!needsPostmortem || status === 'declined' || status === 'merged' || status === 'cancelled')
      return { tone: 'neutral', words: 'Not required' };
    return { tone: 'neutral', words: 'Not begun, no date' };
  }
  const seconds = (ms(target.dueAt) - now.getTime()) / 1000;
  return seconds < 0
    ? { tone: 'bad', words: `${word}, overdue by ${formatDuration(roughly(-seconds))}` }
    : { tone, words: `${word}, due in ${formatDuration(roughly(seconds))}` };
}

/** Whole minutes, from one minute on: nothing in a list of past incidents counts seconds. */
function roughly(seconds: number): number {
  return Math.max(60, Math.round(seconds / 60) * 60);
}
