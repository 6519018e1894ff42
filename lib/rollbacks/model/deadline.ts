import type { RollbackState } from '../schema';

/** How long a rollback is carried before it is called out of time (release control guide, 2.2). */
export const rollbackSeconds = 120;

const active: readonly RollbackState[] = ['REQUESTED', 'APPLIED', 'OBSERVING'];

/** Nothing moves it any more. */
export const isFinal = (state: RollbackState) => !active.includes(state);
