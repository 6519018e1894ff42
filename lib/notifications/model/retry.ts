import type { Urgency } from '../schema';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
// Standard Webhooks' schedule; a page is tried for a day, or until it is acknowledged or over (incidents.md §12).
const waits: Record<Urgency, number[]> = {
  notify: [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour],
  page: [5 * second, 15 * second, 30 * second, minute],
};
const pageWait = 2 * minute;
const mostPages = 724;
const longestWait = 24 * hour;

/**
 * Milliseconds until the next try after `attempts` that failed; null when it was the last. `random` in 0..1 spreads tries over a
 * fifth of the wait, so that many do not come back at one moment. What the receiver asked for is never undercut.
 */
export function retryDelayMs(
  urgency: Urgency,
  attempts: number,
  random: number,
  retryAfterMs: number | null,
): number | null {
  const wait = waits[urgency][attempts - 1] ?? (urgency === 'page' && attempts < mostPages ? pageWait : null);
  if (wait === null) return null;
  return Math.round(Math.max(wait * (1 + random / 5), Math.min(retryAfterMs ?? 0, longestWait)));
}

/** What a `Retry-After` header asks for, in milliseconds from `now`: seconds or an HTTP date; null when it is neither. */
export function retryAfterMs(header: string | null | undefined, now: Date): number | null {
  if (!header) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * second;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
