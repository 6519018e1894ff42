import { z } from 'zod';
import {
  AppError,
  ConflictError,
  type FieldIssue,
  MalformedError,
  MethodNotAllowedError,
  UnavailableError,
  ValidationError,
} from '@/lib/core/errors';
import { logger } from '@/lib/core/log';

/** One row per code: the HTTP status and the title that people read. */
const table: Record<string, [status: number, title: string]> = {
  malformed_json: [400, 'The body is not JSON'],
  invalid_utf8: [400, 'The body is not UTF-8'],
  too_deep: [400, 'The body is nested too deeply'],
  too_many_values: [400, 'The body holds too many values'],
  string_too_long: [400, 'A text is too long'],
  body_broken_off: [400, 'The body is not complete'],
  invalid_value: [400, 'A value cannot be stored'],
  not_authenticated: [401, 'Not signed in'],
  forbidden: [403, 'Not allowed'],
  cross_origin: [403, 'Not from this site'],
  reauth_required: [403, 'Confirm that it is you'],
  not_commander: [403, 'This takes the command of the incident'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This address does not take this method'],
  body_timeout: [408, 'The body did not arrive in time'],
  idempotency_mismatch: [409, 'This Idempotency-Key was used with another body'],
  id_in_use: [409, 'This id belongs to something else'],
  ambiguous_id: [409, 'This id is not unique'],
  stale_version: [409, 'Somebody changed it in the meantime'],
  already_exists: [409, 'It exists already'],
  postmortem_locked: [409, 'The post-mortem is not written any more'],
  updates_missing: [409, 'Earlier text is missing'],
  newer_text: [409, 'The text is newer'],
  row_redacted: [409, 'The row was redacted'],
  incident_over: [409, 'The incident is over'],
  names_private: [409, 'Its log names private incidents'],
  no_previous: [409, 'There is nothing to go back to'],
  plan_expired: [409, 'The plan is too old'],
  plan_changed: [409, 'The plan is another one'],
  plan_used: [409, 'The plan was carried out'],
  plan_noop: [409, 'That version runs already'],
  rollback_running: [409, 'A rollback is running'],
  too_late: [409, 'It is too late for that'],
  cluster_refused: [409, 'The cluster does not do that'],
  last_admin: [409, 'The last administrator stays'],
  too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The content type is not supported'],
  validation_failed: [422, 'The input is not acceptable'],
  time_in_future: [422, 'A time lies in the future'],
  time_too_old: [422, 'A time lies too far back'],
  illegal_transition: [422, 'This step is not possible now'],
  too_many_requests: [429, 'Too many requests'],
  cluster_unreachable: [502, 'The cluster does not answer'],
  internal: [500, 'Something failed on our side'],
  too_many_streams: [503, 'Too many live streams'],
  stopping: [503, 'The server is stopping'],
  overloaded: [503, 'Too much is coming in'],
  unavailable: [503, 'The database does not answer'],
};

/** The body of every error answer (RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  path: z.string().optional().describe('JSON pointer to the field'),
  request_id: z.string(),
  current: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What it is now, when the caller worked on something older'),
});

/** A refusal as the operations of the API describe it. */
export const problemAnswer = (description: string) => ({
  description,
  schema: problemSchema,
  contentType: 'application/problem+json',
});

// Connection trouble: the server is gone, starting, stopping, full, read-only, or too slow; or a transaction lost to others again and again.
const unavailableStates = /^(08|57P0|53|25006|57014|40001|40P01)/;
const unavailableErrno = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const unavailableText =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

/** True when a database error says that the database cannot be reached or used right now. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (unavailableErrno.has(code) || unavailableStates.test(code))) return true;
  return unavailableText.test(error.message); // pg gives these two no code
}

/** Zod's issues as field issues: JSON pointers, and for an unknown key the pointer of that key. */
function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const parts = [...issue.path, ...keys].map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
    const message =
      keys.length > 0 ? `"${keys[0]}" is not a field here. Remove it or check its spelling.` : issue.message;
    return { path: parts.map((part) => `/${part}`).join(''), message };
  });
}

/** Parses with zod; throws a ValidationError whose first issue is reported. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new ValidationError(fieldIssues(result.error));
  return result.data;
}

/** Any thrown value as an error that the table knows; what nobody expected stays null. */
export function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isUnavailable(error)) return new UnavailableError();
  const state = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  // Data exceptions (22…) and program limits (54…) are the input's fault (reliability-security §3).
  if (typeof state === 'string' && /^(22|54)[0-9A-Z]{3}$/.test(state)) {
    return new MalformedError('invalid_value', 'A value is outside of what can be stored.');
  }
  return null;
}

/** The problem+json answer for a thrown value, in its parts. Unexpected ones are logged and answered with a general sentence. */
export function problemParts(error: unknown, requestId: string): { status: number; headers: Headers; text: string } {
  const known = asAppError(error);
  if (!known) logger.error({ err: error, requestId }, 'unexpected error');
  const code = known?.code ?? 'internal';
  const [status, title] = table[code] ?? [500, 'Something failed on our side'];
  const detail = known?.message ?? `Try again. If it stays, tell an administrator the request id ${requestId}.`;
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (known && 'retryAfterSeconds' in known) headers.set('retry-after', String(known.retryAfterSeconds));
  if (known instanceof MethodNotAllowedError) headers.set('allow', known.allowed.join(', '));
  if (status === 401) headers.set('www-authenticate', 'Bearer');
  const path = known?.path ? { path: known.path } : {};
  const current = known instanceof ConflictError && known.current ? { current: known.current } : {};
  const type = `urn:fairlead:problem:${code}`;
  const body = { type, title, status, code, detail, ...path, request_id: requestId, ...current };
  return { status, headers, text: JSON.stringify(body) };
}

/** The same as the answer of a handler. */
export function problemResponse(error: unknown, requestId: string): Response {
  const { text, ...init } = problemParts(error, requestId);
  return new Response(text, init);
}
