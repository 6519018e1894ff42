import { randomUUID } from 'node:crypto';
import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import type { z } from 'zod';
import { type Actor, anonymous } from '@/lib/auth/actor';
import { clientAddress } from '@/lib/auth/client-address';
import type { Permission } from '@/lib/auth/policy';
import { sessionUserOf } from '@/lib/auth/session';
import { type FieldIssue, NotSignedInError, type ProofWays, ReauthRequiredError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import type { CommandContext } from './command';
import { noteRefusal } from './note-refusal';
import { asAppError, parseInput } from './problem';
import { requireSameOrigin } from './route';

/** What a form gets back. Nothing is thrown: production masks what an action throws. */
export type ActionResult<R> =
  | { ok: true; value: R }
  | { ok: false; code: string; message: string; issues: FieldIssue[]; confirmWith?: ProofWays };

/** An action, and whose rule it follows: the permission matrix reads that. */
export type Action<I, R> = ((input: I) => Promise<ActionResult<R>>) & {
  rule: { command: string; permission: Permission };
};

/** What of a command an action needs. */
type Doing<W, R> = {
  name: string;
  permission: Permission;
  execute: (input: W, context: CommandContext) => Promise<R>;
};

/**
 * A command as a server action: session row → origin check → command → `revalidate` these paths (of a page with
 * a parameter: as its file lies in app/). `door` parses what came in, for
 * commands whose routes parse before they call; without it the command's own schema does.
 */
export function defineAction<W, R, I = W>(
  command: Doing<W, R>,
  options: { door?: z.ZodType<W, I>; revalidate?: (result: R) => string[] } = {},
): Action<I, R> {
  const action = async (input: I): Promise<ActionResult<R>> => {
    const requestId = randomUUID();
    let actor: Actor = anonymous;
    try {
      const requestHeaders = await headers();
      actor = (await sessionUserOf(requestHeaders)) ?? anonymous;
      requireSameOrigin(requestHeaders);
      if (actor.kind === 'anonymous')
        throw new NotSignedInError('You are signed out. Sign in again; what you typed stays here.');
      // Without a door, I is what the command itself takes.
      const parsed = options.door ? parseInput(options.door, input) : (input as unknown as W);
      const value = await command.execute(parsed, { actor, requestId, address: clientAddress(requestHeaders) });
      for (const path of options.revalidate?.(value) ?? [])
        revalidatePath(path, path.includes('[') ? 'page' : undefined);
      return { ok: true, value };
    } catch (error) {
      void noteRefusal(error, actor, { action: command.name, requestId });
      const known = asAppError(error);
      if (!known) logger.error({ err: error, requestId, command: command.name }, 'unexpected error');
      const message = known?.message ?? `Something failed on our side (request ${requestId}). Nothing was changed.`;
      return {
        ok: false,
        code: known?.code ?? 'internal',
        message,
        issues: known?.issues ?? (known?.path ? [{ path: known.path, message }] : []),
        ...(known instanceof ReauthRequiredError ? { confirmWith: known.ways } : {}),
      };
    }
  };
  return Object.assign(action, { rule: { command: command.name, permission: command.permission } });
}
