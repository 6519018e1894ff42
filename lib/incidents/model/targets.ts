import type { IncidentStatus, Severity } from '../schema';
import type { SeverityPolicy, TargetCode, TargetState } from '../schema/room';

/** One response target of an incident. `anchorAt` null: the detection, which may still be corrected. */
export type Target = {
  code: TargetCode;
  occurrence: number;
  severity: Severity;
  anchorAt: Date | null;
  afterMinutes: number;
  dueAt: Date;
  state: TargetState;
  reason: string | null;
  /** When it was done, also if late. */
  metAt: Date | null;
};

/** What opens a target: its code and how many minutes after the anchor it is due. */
export type TargetTerm = { code: TargetCode; after_minutes: number };

const minuteMs = 60_000;
const dayMinutes = 1440;

/** The targets that a severity asks for, from `anchor` on (handbook §7.1, incidents.md §6). */
export function termsOf(policy: SeverityPolicy, anchor: Date): TargetTerm[] {
  const all: [TargetCode, number | null][] = [
    ['commander', policy.commanderMinutes],
    ['rollback_started', policy.rollbackStartedMinutes],
    ['rollback_verified', policy.rollbackVerifiedMinutes],
    ['cause_or_hotfix', policy.causeMinutes],
    ['resolved', policy.resolvedMinutes],
    ['postmortem', policy.postmortemRequired ? postmortemMinutes(policy, anchor) : null],
  ];
  return all.flatMap(([code, minutes]) => (minutes === null ? [] : [{ code, after_minutes: minutes }]));
}

function postmortemMinutes({ postmortemHours, postmortemWorkingDays }: SeverityPolicy, anchor: Date): number | null {
  if (postmortemHours !== null) return postmortemHours * 60;
  return postmortemWorkingDays === null ? null : workingDays(anchor, postmortemWorkingDays) * dayMinutes;
}

/** How many calendar days later the n-th working day (Monday to Friday, UTC) lies. */
function workingDays(from: Date, count: number): number {
  let days = 0;
  for (let left = count; left > 0; ) {
    days += 1;
    const weekday = new Date(from.getTime() + days * dayMinutes * minuteMs).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return days;
}

/** Targets as they begin; `anchorAt` null when they count from the detection. */
export function openTargets(
  terms: TargetTerm[],
  set: { occurrence: number; severity: Severity; anchorAt: Date | null },
): Target[] {
  return terms.map(({ code, after_minutes }) => ({
    ...set,
    code,
    afterMinutes: after_minutes,
    // Judged at once, with the detection as it is then.
    dueAt: new Date(0),
    state: 'pending',
    reason: null,
    metAt: null,
  }));
}

/** Notes when a target of the present occurrence was done: the earliest time counts. */
export function fulfil(targets: Target[], occurrence: number, code: TargetCode, at: Date): Target[] {
  return targets.map((target) =>
    target.code === code && target.occurrence === occurrence && (target.metAt === null || at < target.metAt)
      ? { ...target, metAt: at }
      : target,
  );
}

/** What judging looks at beside the targets themselves. */
export type TargetFacts = {
  status: IncidentStatus;
  occurrence: number;
  detectedAt: Date;
  resolvedAt: Date | null;
  /** A deployment stands beside it that was not dismissed. */
  hasCandidate: boolean;
  rollbackFailed: boolean;
  /** It was over when it was first reported: nobody could have met a target. */
  isBackfilled: boolean;
  postmortemSkipped: boolean;
};

const ended: readonly IncidentStatus[] = ['cancelled', 'declined', 'merged'];
/** Reasons that stay, whatever happens later. */
const lasting: readonly string[] = ['severity_lowered', 'severity_raised', 'reopened'];

/**
 * Every target judged by the time of events, not of their recording (incidents.md §7): a correction moves due times and may turn missed
 * into met. The due instant itself is met.
 */
export function judge(targets: Target[], facts: TargetFacts, now: Date): Target[] {
  return targets.map((target) => {
    const dueAt = new Date((target.anchorAt ?? facts.detectedAt).getTime() + target.afterMinutes * minuteMs);
    if (target.state === 'waived' || (target.reason !== null && lasting.includes(target.reason)))
      return { ...target, dueAt };
    const isPresent = target.occurrence === facts.occurrence;
    // What did not apply to an earlier occurrence is settled.
    if (!isPresent && target.metAt === null) return { ...target, dueAt };
    const metAt = target.code === 'resolved' && isPresent ? facts.resolvedAt : target.metAt;
    if (metAt && metAt <= dueAt) return { ...target, dueAt, metAt, state: 'met', reason: null };
    const why = whyNot({ ...target, metAt }, targets, facts, dueAt);
    if (why) return { ...target, dueAt, metAt, state: 'not_applicable', reason: why };
    return { ...target, dueAt, metAt, state: metAt || now > dueAt ? 'missed' : 'pending', reason: null };
  });
}

/** Why a target that was not met in time does not apply; null when it does. */
function whyNot(target: Target, all: Target[], facts: TargetFacts, dueAt: Date): string | null {
  if (facts.isBackfilled && target.occurrence === 1) return 'reported_after_it_was_over';
  if (ended.includes(facts.status) && target.metAt === null) return 'ended';
  const endedFirst = target.metAt === null && facts.resolvedAt !== null && facts.resolvedAt <= dueAt;
  switch (target.code) {
    case 'rollback_started':
    case 'rollback_verified':
      if (!facts.hasCandidate && target.metAt === null) return 'no_deployment';
      return endedFirst ? 'resolved_first' : null;
    case 'cause_or_hotfix': {
      const rollback = all.find(
        (each) => each.code === 'rollback_verified' && each.occurrence === target.occurrence && each.metAt !== null,
      );
      if (rollback && !facts.rollbackFailed) return 'rollback_worked';
      return endedFirst ? 'resolved_first' : null;
    }
    case 'postmortem':
      return facts.postmortemSkipped && target.metAt === null ? 'postmortem_skipped' : null;
    case 'commander':
    case 'resolved':
      return null;
  }
}

/** Ends the targets that are still pending, for a reason that stays. */
export function retire(targets: Target[], reason: 'severity_lowered' | 'severity_raised' | 'reopened'): Target[] {
  return targets.map((target) =>
    target.state === 'pending' ? { ...target, state: 'not_applicable', reason } : target,
  );
}
