import type { Outcome } from '../adapter';
import { retryAfterMs } from './retry';

/** What an answer to an HTTP call means for a delivery: only 2xx is success, and 410 says that nobody will ever listen there. */
export function httpOutcome(status: number, retryAfter: string | undefined, now: Date): Outcome {
  if (status >= 200 && status < 300) return { ok: true };
  const asked = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : null;
  const wait = asked === null ? '' : ` and asked to wait ${Math.ceil(asked / 1000)} s`;
  if (status >= 300 && status < 400)
    return refused(`It answered ${status}, a redirect, which is not followed. Use the address that it leads to.`, null);
  if (status === 410) return { ...refused('It answered 410: this address is gone for good.', null), isFinal: true };
  return refused(`It answered ${status}${wait}.`, asked);
}

function refused(error: string, retryAfter: number | null) {
  return { ok: false as const, error, retryAfterMs: retryAfter, isFinal: false };
}
