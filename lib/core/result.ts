import { AppError } from './errors';

/** What became of one of several that are decided each by itself. */
export type Outcome<R> = { ok: true; value: R } | { ok: false; error: AppError };

/** What `decide` answers or refuses with; anything else that it throws is thrown. */
export async function outcomeOf<R>(decide: () => Promise<R> | R): Promise<Outcome<R>> {
  try {
    return { ok: true, value: await decide() };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error };
    throw error;
  }
}

/** The value of an outcome; throws its refusal. */
export function granted<R>(outcome: Outcome<R> | undefined): R {
  if (!outcome) throw new Error('one without an outcome');
  if (!outcome.ok) throw outcome.error;
  return outcome.value;
}
