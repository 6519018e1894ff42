/** One reason why an input was not accepted: `path` is a JSON pointer (`/changes/0/sha`), `message` names the remedy. */
export type FieldIssue = { path: string; message: string };

/**
 * An outcome that the caller cannot go on from. `code` is stable and part of the wire contract; the HTTP status comes from
 * the table in lib/server/problem.ts. Never matched by message.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  readonly path?: string;
  readonly issues?: FieldIssue[];
}

/** Well-formed input that cannot be accepted; `issues[0]` is the one that is reported first. */
export class ValidationError extends AppError {
  override readonly path: string;
  constructor(
    override readonly issues: FieldIssue[],
    readonly code: 'validation_failed' | 'time_in_future' | 'time_too_old' | 'illegal_transition' = 'validation_failed',
  ) {
    const first = issues[0] ?? { path: '', message: 'The input is not acceptable.' };
    super(first.message);
    this.path = first.path;
  }
}

/** Bytes that cannot be read as the format they claim to be. */
export class MalformedError extends AppError {
  constructor(
    readonly code:
      | 'malformed_json'
      | 'invalid_utf8'
      | 'too_deep'
      | 'too_many_values'
      | 'string_too_long'
      | 'invalid_value',
    message: string,
    override readonly path: string = '',
  ) {
    super(message);
  }
}

export class TooLargeError extends AppError {
  readonly code = 'too_large';
  constructor(readonly limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes. Send fewer items, or use /api/v1/bulk.`);
  }
}

export class UnsupportedMediaError extends AppError {
  readonly code = 'unsupported_media_type';
}

export class BodyTimeoutError extends AppError {
  readonly code = 'body_timeout';
}

/** The client hung up, or its connection broke, before the end of its body. */
export class BodyBrokenOffError extends AppError {
  readonly code = 'body_broken_off';
  constructor() {
    super('The connection ended before the body did. Send it again.');
  }
}

export class NotSignedInError extends AppError {
  readonly code = 'not_authenticated';
  constructor(message = 'Send a valid key as "Authorization: Bearer <key>", or sign in.') {
    super(message);
  }
}

export class ForbiddenError extends AppError {
  readonly code: 'forbidden' | 'cross_origin' | 'reauth_required' | 'not_commander';
  constructor(message: string, code: ForbiddenError['code'] = 'forbidden') {
    super(message);
    this.code = code;
  }
}

/** How a person can prove again who they are. */
export type ProofWays = { password: boolean; provider: boolean };

/** Allowed, but too long after the sign-in; `ways` says how this person can prove again who they are. */
export class ReauthRequiredError extends ForbiddenError {
  constructor(readonly ways: ProofWays) {
    const how = ways.password ? 'Confirm your password on the page, or sign in again' : 'Sign in again';
    super(`This takes a fresh proof that it is you. ${how}, then repeat it; nothing was changed.`, 'reauth_required');
  }
}

export class NotFoundError extends AppError {
  readonly code = 'not_found';
  constructor(what: string) {
    super(`${what} was not found.`);
  }
}

export class MethodNotAllowedError extends AppError {
  readonly code = 'method_not_allowed';
  constructor(readonly allowed: readonly string[]) {
    super(`This address takes ${allowed.join(', ')}.`);
  }
}

export class ConflictError extends AppError {
  constructor(
    readonly code:
      | 'idempotency_mismatch'
      | 'id_in_use'
      | 'ambiguous_id'
      | 'stale_version'
      | 'already_exists'
      | 'last_admin'
      | 'postmortem_locked'
      | 'updates_missing'
      | 'newer_text'
      | 'incident_over'
      | 'row_redacted'
      | 'names_private'
      | 'no_previous'
      | 'plan_expired'
      | 'plan_changed'
      | 'plan_used'
      | 'plan_noop'
      | 'rollback_running'
      | 'too_late'
      | 'cluster_refused',
    message: string,
    override readonly path: string = '',
    /** What it is now, for a caller that worked on something older. */
    readonly current?: Record<string, unknown>,
  ) {
    super(message);
  }
}

export class TooManyRequestsError extends AppError {
  readonly code = 'too_many_requests';
  constructor(
    readonly retryAfterSeconds: number,
    message = 'Too many tries.',
  ) {
    super(`${message} Try again in ${retryAfterSeconds} seconds.`);
  }
}

export class TooManyStreamsError extends AppError {
  readonly code = 'too_many_streams';
  readonly retryAfterSeconds = 30;
  constructor(whose: string) {
    super(`${whose} as many live streams open as it may. Close one, or try again in 30 seconds.`);
  }
}

/** This process is stopping and begins nothing that lasts; another one, or this one when it is back, serves it. */
export class StoppingError extends AppError {
  readonly code = 'stopping';
  readonly retryAfterSeconds = 1;
  constructor() {
    super('This server is stopping. Open the stream again in a second.');
  }
}

/** More comes in than is worth queueing; the sender is told to come back, and with a status that it repeats. */
export class OverloadedError extends AppError {
  readonly code = 'overloaded';
  constructor(readonly retryAfterSeconds: number) {
    super('Too much is coming in at the moment. Nothing was stored; send it again.');
  }
}

/** A cluster did not answer, or not in time; nothing of ours is at fault and nothing was changed. */
export class ClusterUnreachableError extends AppError {
  readonly code = 'cluster_unreachable';
  constructor(message: string) {
    super(message);
  }
}

export class UnavailableError extends AppError {
  readonly code = 'unavailable';
  constructor(readonly retryAfterSeconds = 2) {
    super('The database does not answer at the moment. Nothing was stored; send it again.');
  }
}
