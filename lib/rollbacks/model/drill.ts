import { formatDuration, upperFirst } from '@/lib/core/format';
import { runBudgets } from './run';

/** Days from one passed drill of a service to the next: a quarter (handbook §4.3). */
export const drillEveryDays = 91;
/** Days before its term from which a drill is due soon; ours. */
export const drillSoonDays = 14;

const dayMs = 86_400_000;

export type DrillDue = {
  dueAt: Date;
  state: 'later' | 'soon' | 'overdue';
  /** Null: it was never passed. */
  lastPassedAt: Date | null;
};

/**
 * When a service's next drill is due: `everyDays` after the last one passed, or after `since`, when it came under the rule. The due instant
 * itself is in time. Order and repetition of `passedAt` do not matter.
 */
export function drillDue(
  { passedAt, since }: { passedAt: Date[]; since: Date },
  now: Date,
  everyDays = drillEveryDays,
): DrillDue {
  const lastPassedAt = passedAt.length > 0 ? new Date(Math.max(...passedAt.map((at) => at.getTime()))) : null;
  const dueAt = new Date((lastPassedAt ?? since).getTime() + everyDays * dayMs);
  const leftMs = dueAt.getTime() - now.getTime();
  const state = leftMs < 0 ? 'overdue' : leftMs <= drillSoonDays * dayMs ? 'soon' : 'later';
  return { dueAt, state, lastPassedAt };
}

export const drillSteps = ['deploy', 'trigger', 'apply', 'verify', 'traffic'] as const;
/** deploy: a version known to be broken; trigger: it is noticed and the rollback asked for; traffic: all of it is on the old version. */
export type DrillStep = (typeof drillSteps)[number];

/** Seconds that a step of the rollback may take before it counts as slow; together the five minutes of handbook §4.3. Ours. */
export const stepBudgets: Record<DrillStep, number | null> = {
  // Not a part of the rollback: it takes what the pipeline takes.
  deploy: null,
  trigger: 120,
  apply: 30,
  verify: 120,
  traffic: 30,
};

const stepWords: Record<DrillStep, string> = {
  deploy: 'deploying the broken version',
  trigger: 'noticing it and asking for the rollback',
  apply: 'having the cluster take it',
  verify: 'verifying it',
  traffic: 'moving all traffic back',
};

export type DrillRecord = {
  steps: { step: DrillStep; startedAt: Date; endedAt: Date | null; isManual: boolean }[];
  /** Every pod was looked at and runs the old version. */
  isVerified: boolean;
  /** Share of requests that the old version served at the end, 0 to 1; null when nobody measured it. */
  oldVersionShare: number | null;
};

export type DrillVerdict = {
  passed: boolean;
  /** From the first trigger to the end of the last step after it; null while one has no end. */
  rollbackSeconds: number | null;
  slow: DrillStep[];
  /** Steps that a person had to do. The trigger is not among them: it may be by hand. */
  manual: DrillStep[];
  /** What to improve, a sentence each: action items. Empty when nothing is. */
  findings: string[];
};

/** Judges a drill (handbook §4.3): verified, all traffic on the old version, and less than five minutes from the trigger on. */
export function judgeDrill({ steps, isVerified, oldVersionShare }: DrillRecord): DrillVerdict {
  const rollbackSeconds = rollbackSecondsOf(steps);
  const inTime = rollbackSeconds !== null && rollbackSeconds < runBudgets.drill;
  const slow = drillSteps.filter((step) => {
    const [seconds, budget] = [secondsOf(steps, step), stepBudgets[step]];
    return seconds !== null && budget !== null && seconds > budget;
  });
  const manual = drillSteps.filter(
    (step) => step !== 'trigger' && steps.some((each) => each.step === step && each.isManual),
  );
  const missing = drillSteps.filter((step) => {
    const tries = steps.filter((each) => each.step === step);
    return tries.length === 0 || tries.some(({ endedAt }) => endedAt === null);
  });
  const findings = [
    ...(isVerified ? [] : ['The rollback was not verified.']),
    ...(oldVersionShare === 1 ? [] : [trafficFinding(oldVersionShare)]),
    ...missing.map((step) => `${upperFirst(stepWords[step])} did not come to an end.`),
    ...(rollbackSeconds === null || inTime
      ? []
      : [`The rollback took ${formatDuration(rollbackSeconds)}; it shall take less than ${budgetText()}.`]),
    ...slow.map((step) => slowFinding(step, secondsOf(steps, step))),
    ...manual.map((step) => `${upperFirst(stepWords[step])} took a person.`),
  ];
  return {
    passed: isVerified && oldVersionShare === 1 && inTime && missing.length === 0,
    rollbackSeconds,
    slow,
    manual,
    findings,
  };
}

const budgetText = () => formatDuration(runBudgets.drill);

function slowFinding(step: DrillStep, seconds: number | null): string {
  const limit = formatDuration(stepBudgets[step] ?? 0);
  return `${upperFirst(stepWords[step])} took ${formatDuration(seconds ?? 0)}, more than ${limit}.`;
}

function trafficFinding(share: number | null): string {
  return share === null ? 'Nobody measured where the traffic went.' : 'Not all traffic came back to the old version.';
}

/** All the tries of a step together; null while one has no end. */
function secondsOf(steps: DrillRecord['steps'], step: DrillStep): number | null {
  const spans = steps
    .filter((each) => each.step === step)
    .map(({ startedAt, endedAt }) => (endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1000 : null));
  return spans.reduce<number | null>((sum, span) => (sum === null || span === null ? null : sum + span), 0);
}

function rollbackSecondsOf(steps: DrillRecord['steps']): number | null {
  const parts = steps.filter(({ step }) => step !== 'deploy');
  const triggers = parts.filter(({ step }) => step === 'trigger');
  const ends = parts.flatMap(({ endedAt }) => (endedAt ? [endedAt.getTime()] : []));
  if (triggers.length === 0 || ends.length < parts.length) return null;
  const begin = Math.min(...triggers.map(({ startedAt }) => startedAt.getTime()));
  return Math.max(0, (Math.max(...ends) - begin) / 1000);
}
