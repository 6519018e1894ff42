/**
 * How long a rollback waits for what, in milliseconds (release control guide, 2.2; reliability guide, 16: within 60 s it is known what became
 * of it, or said that it is not). Tests shorten them.
 */
export const limits = {
  /** One call to a cluster; without an answer by then it is not known whether it was made. */
  callMs: 10_000,
  /** Between two tries. */
  pauseMs: 1_000,
  /** How long a cluster that fell silent is asked what became of the change. */
  silenceMs: 40_000,
  /** A cluster that was not heard for so long at the deadline does not count as slow, but as unknown. */
  quietMs: 20_000,
  /** How long a cluster that calls itself healthy is given to run what it says. */
  verifyMs: 20_000,
  /** Another controller puts its own version back within seconds (release control guide, 2.4). */
  revertMs: 10_000,
  /** Of one whose process died, another takes over after this. */
  leaseMs: 15_000,
  renewMs: 4_000,
};
