import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Actor, anonymous, findApiKey, presentedKey } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { sessionUserOf } from '@/lib/auth/session';
import { env } from '@/lib/config/env';
import { ForbiddenError, NotFoundError, NotSignedInError, ValidationError } from '@/lib/core/errors';
import { sha256 } from '@/lib/core/ids';
import { parseJson, readBytes, requireContentType } from './body';
import type { CommandContext } from './command';
import { ownerOf } from './idempotency';
import { noteRefusal } from './note-refusal';
import type { Operation } from './operation';
import { parseInput, problemResponse } from './problem';

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

export type RouteContext<O extends Operation> = {
  actor: Actor;
  params: Parsed<O['params']>;
  query: Parsed<O['query']>;
  body: O extends { signed: true } ? undefined : Parsed<O['body']>;
  request: Request;
  requestId: string;
  /** What a command needs to know of this request. */
  command: CommandContext;
};

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = (request: Request, context: NextContext) => Promise<Response>;

export type RequestParts = { request: Request; requestId: string };

/** A JSON answer that no cache keeps. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/**
 * Makes the handler of an operation: request id → actor from headers → origin check for cookies → permission → parameters, query
 * and body by their schemas → handler; whatever is thrown becomes problem+json. `onRefused` sees every refusal of a known actor.
 */
export function defineRoute<const O extends Operation>(
  op: O,
  handler: (context: RouteContext<O>) => Promise<Response>,
  onRefused?: (error: unknown, actor: Actor, parts: RequestParts) => Promise<void>,
): RouteHandler {
  return async (request, next) => {
    const requestId = requestIdOf(request.headers);
    let actor: Actor = anonymous;
    try {
      if (!op.signed) actor = await actorOf(request.headers);
      if (actor.kind === 'user' && op.method !== 'GET') requireSameOrigin(request.headers);
      if (!op.signed && op.permission !== 'public' && !can(actor, op.permission)) {
        if (actor.kind === 'anonymous') throw new NotSignedInError();
        throw new ForbiddenError(
          `This needs the permission "${op.permission}". Ask an administrator for a key or role that has it.`,
        );
      }
      const params = op.params ? paramsOf(op.params, await next.params) : undefined;
      const query = op.query ? parseInput(op.query, queryObject(new URL(request.url).searchParams)) : undefined;
      const { body, bodyHash } = await bodyOf(request, op);
      const idempotency = idempotencyOf(request, actor, bodyHash);
      const response = await handler({
        actor,
        params: params as Parsed<O['params']>,
        query: query as Parsed<O['query']>,
        body: body as RouteContext<O>['body'],
        request,
        requestId,
        command: { actor, requestId, ...(idempotency ? { idempotency } : {}) },
      });
      response.headers.set('x-request-id', requestId);
      return response;
    } catch (error) {
      // Beside the answer, which does not wait for the chain.
      if (op.method !== 'GET') void noteRefusal(error, actor, { ...callOf(op), requestId });
      if (onRefused && actor.kind !== 'anonymous') await onRefused(error, actor, { request, requestId });
      return problemResponse(error, requestId);
    }
  };
}

function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

/** A presented key decides alone; cookies count only without one. */
async function actorOf(headers: Headers): Promise<Actor> {
  const key = presentedKey(headers);
  if (key !== null) {
    const known = key.length <= 255 ? await findApiKey(key) : null;
    if (!known) throw new NotSignedInError('This key is not known, was revoked, or has expired.');
    return known;
  }
  return (await sessionUserOf(headers)) ?? anonymous;
}

/** How the audit log names a call: by what it takes, and its address. */
function callOf({ permission, method, path }: Operation) {
  return { action: permission.replace(':', '.'), subject: `${method} ${path}` };
}

/** Refuses a cookie-carried change that another site could have sent (reliability-security §7). */
export function requireSameOrigin(headers: Headers): void {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  const agrees =
    (origin === null || origin === env().PUBLIC_URL) && (site === null || site === 'same-origin' || site === 'none');
  if ((origin === null && site === null) || !agrees) {
    throw new ForbiddenError(`Changes with a session are accepted only from ${env().PUBLIC_URL}.`, 'cross_origin');
  }
}

/** An address with a part that nothing can be called is no address: 404, like the name of something that does not exist. */
function paramsOf<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const result = schema.safeParse(given);
  if (!result.success) throw new NotFoundError('This address');
  return result.data;
}

/** Empty parameters count as absent; a repeated one becomes an array. */
function queryObject(search: URLSearchParams): Record<string, string | string[]> {
  const entries: [string, string | string[]][] = [];
  for (const key of new Set(search.keys())) {
    const values = search.getAll(key).filter((value) => value !== '');
    if (values.length > 0) entries.push([key, values.length === 1 ? (values[0] ?? '') : values]);
  }
  return Object.fromEntries(entries);
}

async function bodyOf(request: Request, op: Operation): Promise<{ body: unknown; bodyHash: Buffer | null }> {
  if (op.stream) requireContentType(request.headers, op.stream);
  if (!op.body) return { body: undefined, bodyHash: null };
  requireContentType(request.headers, 'application/json');
  if (op.signed) return { body: undefined, bodyHash: null };
  const bytes = await readBytes(request);
  return { body: parseInput(op.body, parseJson(bytes)), bodyHash: sha256(bytes) };
}

/** The Idempotency-Key of a request, null when it brings none; throws a ValidationError when it is not acceptable. */
export function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new ValidationError([{ path: '', message: 'Idempotency-Key: use 1 to 255 visible ASCII characters.' }]);
  }
  return key;
}

function idempotencyOf(request: Request, actor: Actor, bodyHash: Buffer | null) {
  const owner = ownerOf(actor);
  if (request.method !== 'POST' || !owner || !bodyHash) return undefined;
  const key = idempotencyKeyOf(request.headers);
  if (key === null) return undefined;
  // The same key at two addresses is two requests: the address is part of what was asked.
  const { pathname } = new URL(request.url);
  return { owner, key, bodyHash: sha256(Buffer.concat([Buffer.from(`${pathname}\n`), bodyHash])) };
}
