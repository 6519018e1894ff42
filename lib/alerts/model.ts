import type { Severity } from '@/lib/incidents/schema';
import type { IncomingAlert, StoredAlert } from './schema';

/** The rules of incidents.md §9 that need no database. */

const minuteMs = 60_000;
const aheadMs = 5 * minuteMs;
const oldestStartMs = 24 * 60 * minuteMs;
/** So many new alerts of an incident within a minute get a row of its log each. */
export const stormRows = 20;
/** An incident that was resolved no longer ago can be re-opened for the new alert (ours). */
export const reopenMinutes = 30;

export type AlertTimes = { startsAt: Date; endsAt: Date | null; isSkewed: boolean };

/** When an alert began and ended: as it says, or at receipt where it does not say or the sender's clock is more than 5 minutes ahead. */
export function timesOf(
  { state, startsAt, endsAt }: Pick<IncomingAlert, 'state' | 'startsAt' | 'endsAt'>,
  receivedAt: Date,
): AlertTimes {
  const isAhead = (at: Date | null) => at !== null && at.getTime() > receivedAt.getTime() + aheadMs;
  const trusted = (at: Date | null) => (at === null || isAhead(at) ? receivedAt : at);
  const isSkewed = isAhead(startsAt) || isAhead(endsAt);
  if (state === 'firing') return { startsAt: trusted(startsAt), endsAt: null, isSkewed };
  const end = trusted(endsAt);
  const start = startsAt === null ? end : trusted(startsAt);
  return { startsAt: start, endsAt: end < start ? start : end, isSkewed };
}

/** When an incident was detected: the earliest start if that is at most 24 h before receipt and 5 min ahead of it, else the receipt. */
export function detectedAt(starts: readonly Date[], receivedAt: Date): Date {
  const earliest = Math.min(...starts.map((at) => at.getTime()));
  const isLikely = earliest >= receivedAt.getTime() - oldestStartMs && earliest <= receivedAt.getTime() + aheadMs;
  return isLikely ? new Date(earliest) : receivedAt;
}

/**
 * What an alert is to what is known under its key:
 * - `new`: it fires; nothing under this key does.
 * - `repeat`: told before; it only counts.
 * - `late`: it fired before an end that came first; both are one now.
 * - `clear`: what fires is over.
 * - `early`: its end, before anything was heard of its start.
 * - `stale`: the end of an earlier firing than the present one.
 */
export type AlertStep = 'new' | 'repeat' | 'late' | 'clear' | 'early' | 'stale';

export function stepOf(
  known: Pick<StoredAlert, 'state' | 'startsAt' | 'endsAt' | 'firedAt'> | null,
  alert: Pick<IncomingAlert, 'state' | 'startsAt' | 'endsAt'>,
  times: Pick<AlertTimes, 'startsAt' | 'endsAt'>,
): AlertStep {
  if (alert.state === 'firing') {
    if (!known) return 'new';
    if (known.state === 'firing') return 'repeat';
    if (known.endsAt !== null && times.startsAt > known.endsAt) return 'new';
    return known.firedAt === null ? 'late' : 'repeat';
  }
  if (!known) return 'early';
  if (known.state === 'firing') {
    // Where the end is not told it is now, whatever the two clocks say.
    const isOlder = alert.endsAt !== null && times.endsAt !== null && times.endsAt < known.startsAt;
    return isOlder ? 'stale' : 'clear';
  }
  const isOfLaterFiring = alert.startsAt !== null && known.endsAt !== null && times.startsAt > known.endsAt;
  return isOfLaterFiring ? 'early' : 'repeat';
}

/**
 * How the rows of new alerts are folded when more than 20 come within a minute: the first so many by themselves, one row for the rest
 * when the limit is passed, and none after that. `before`: rows that this minute has already.
 */
export function foldNew(before: number, count: number): { own: number; folded: number } {
  const own = Math.max(0, Math.min(count, stormRows - before));
  return { own, folded: before <= stormRows ? count - own : 0 };
}

const ranks: Record<Severity, number> = { SEV1: 3, SEV2: 2, SEV3: 1 };

/** The most severe of them; null when none has a severity. */
export function worst(severities: readonly (Severity | null)[]): Severity | null {
  return severities.reduce((found, each) => (each && (!found || ranks[each] > ranks[found]) ? each : found), null);
}

/** Is `proposed` more severe than `present`? */
export function isWorse(proposed: Severity, present: Severity): boolean {
  return ranks[proposed] > ranks[present];
}

/** What the alerts of a delivery came to, as the delivery log says it. */
export function summaryOf(counts: Record<AlertStep | 'opened' | 'joined' | 'unattached', number>): string {
  const some = (count: number, one: string, many: string) =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];
  const parts = [
    ...some(counts.opened, 'opened an incident', 'incidents opened'),
    ...some(counts.joined, 'added to an open incident', 'alerts added to open incidents'),
    ...some(counts.unattached, 'only attaches, and no incident is open', 'alerts only attach, and no incident is open'),
    ...some(counts.clear, 'cleared', 'alerts cleared'),
    ...some(counts.late, 'over before it was heard of', 'alerts over before they were heard of'),
    ...some(counts.early, 'end kept until its start arrives', 'ends kept until their starts arrive'),
    ...some(counts.repeat + counts.stale, 'known already', 'alerts known already'),
  ];
  const text = parts.join('; ');
  return text === '' ? 'Nothing follows from it.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
