import type { RollbackState } from '../schema';

/** Where a rollback may go next (release control guide, 2.3). Nothing follows a final state. */
const moves: Record<RollbackState, readonly RollbackState[]> = {
  PLANNED: ['REQUESTED', 'EXPIRED', 'CANCELLED'],
  // Refused by the cluster, never answered, or called off while nobody had begun to call it.
  REQUESTED: ['APPLIED', 'FAILED', 'TIMED_OUT', 'UNKNOWN', 'CANCELLED'],
  APPLIED: ['OBSERVING', 'FAILED', 'TIMED_OUT', 'REVERTED', 'UNKNOWN'],
  OBSERVING: ['VERIFIED', 'FAILED', 'TIMED_OUT', 'REVERTED', 'UNKNOWN'],
  VERIFIED: [],
  FAILED: [],
  TIMED_OUT: [],
  REVERTED: [],
  UNKNOWN: [],
  EXPIRED: [],
  CANCELLED: [],
};

/** How long a plan may be executed after it was shown (release control guide, 2.2). */
export const planLifeSeconds = 15 * 60;
/** How long a run may take from its request on; then it is TIMED_OUT. */
export const runDeadlineSeconds = 120;

/** The states that may follow. */
export function movesFrom(state: RollbackState): readonly RollbackState[] {
  return moves[state];
}

/** True when `to` may follow `from`. Staying is no move. */
export function canMove(from: RollbackState, to: RollbackState): boolean {
  return moves[from].includes(to);
}

/** True when nothing follows. */
export function isFinal(state: RollbackState): boolean {
  return moves[state].length === 0;
}

/** True from the request to the end: such a one holds its target, and another must wait. */
export function isRunning(state: RollbackState): boolean {
  return state !== 'PLANNED' && !isFinal(state);
}

/** True while nothing was asked of the cluster; afterwards it can be observed, and undone by another rollback, and not called off. */
export function canCancel({ state, calledAt }: { state: RollbackState; calledAt: Date | null }): boolean {
  return canMove(state, 'CANCELLED') && calledAt === null;
}

/** True when a plan may no longer be executed at `now`; the last instant itself still may. */
export function isExpired(plannedAt: Date, now: Date): boolean {
  return now.getTime() - plannedAt.getTime() > planLifeSeconds * 1000;
}

/** The moments of one rollback. `detectedAt`: of its incident, if it has one. */
export type RunMoments = {
  detectedAt: Date | null;
  plannedAt: Date;
  requestedAt: Date | null;
  appliedAt: Date | null;
  verifiedAt: Date | null;
};

/** Seconds with fractions; null while an end is missing, or when two clocks put it before its beginning. */
export type RunTimes = {
  /** Detection, or else the plan, → request. */
  decideSeconds: number | null;
  /** Request → the cluster has taken it. */
  applySeconds: number | null;
  /** Taken → every pod looked at. */
  verifySeconds: number | null;
  /** Request → verified: what is held against the budget. */
  rollbackSeconds: number | null;
};

/** How long each part of a rollback took. */
export function timesOf({ detectedAt, plannedAt, requestedAt, appliedAt, verifiedAt }: RunMoments): RunTimes {
  return {
    decideSeconds: secondsBetween(detectedAt ?? plannedAt, requestedAt),
    applySeconds: secondsBetween(requestedAt, appliedAt),
    verifySeconds: secondsBetween(appliedAt, verifiedAt),
    rollbackSeconds: secondsBetween(requestedAt, verifiedAt),
  };
}

function secondsBetween(from: Date | null, to: Date | null): number | null {
  if (!from || !to || to < from) return null;
  return (to.getTime() - from.getTime()) / 1000;
}

/** Seconds below which a rollback shall be verified: handbook §4.1 and, for a drill, §4.3. */
export const runBudgets = { rollback: 60, drill: 300 } as const;

/** True when it took less than its budget; null while it is not verified. */
export function isWithinBudget(kind: keyof typeof runBudgets, { rollbackSeconds }: RunTimes): boolean | null {
  return rollbackSeconds === null ? null : rollbackSeconds < runBudgets[kind];
}
