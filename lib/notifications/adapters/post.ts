import { OutgoingError, postJson } from '@/lib/server/outgoing';
import type { Outcome, SendContext } from '../adapter';
import { httpOutcome } from '../model/http-outcome';

/** A POST as the outcome of a delivery. */
export async function post(
  url: string,
  body: unknown,
  { now, deadlineMs }: SendContext,
  headers: (text: string) => Record<string, string> = () => ({}),
): Promise<Outcome> {
  const text = JSON.stringify(body);
  try {
    const answer = await postJson(url, text, { headers: headers(text), deadlineMs });
    return httpOutcome(answer.status, answer.headers['retry-after'], now);
  } catch (error) {
    if (error instanceof OutgoingError) return { ok: false, error: error.message, retryAfterMs: null, isFinal: false };
    throw error;
  }
}
