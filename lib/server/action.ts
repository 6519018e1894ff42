import { randomUUID } from 'node:crypto';
import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Permission } from '@/lib/auth/policy';
import { sessionUserOf } from '@/lib/auth/session';
import { type FieldIssue, NotSignedInError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import type { Command } from './command';
import { asAppError, parseInput } from './problem';
import { requireSameOrigin } from './route';

/** What a form gets back. Nothing is thrown: production masks what an action throws. */
export type ActionResult<R> =
  | { ok: true; value: R }
  | { ok: false; code: string; message: string; issues: FieldIssue[] };

/** An action, and whose rule it follows: the permission matrix reads that. */
export type Action<I, R> = ((input: I) => Promise<ActionResult<R>>) & {
  rule: { command: string; permission: Permission };
};

/**
 * A command as a server action: origin check → session row → command → `revalidate` these paths. `door` parses what came in, for
 * commands whose routes parse before they call; without it the command's own schema does.
 */
export function defineAction<S extends z.ZodType, R, I = z.input<S>>(
  command: Command<S, R>,
  options: { door?: z.ZodType<z.input<S>, I>; revalidate?: (result: R) => string[] } = {},
): Action<I, R> {
  const action = async (input: I): Promise<ActionResult<R>> => {
    const requestId = randomUUID();
    try {
      const requestHeaders = await headers();
      requireSameOrigin(requestHeaders);
      const actor = await sessionUserOf(requestHeaders);
      if (!actor) throw new NotSignedInError('You are signed out. Sign in again; what you typed stays here.');
      // Without a door, I is what the command itself takes.
      const parsed = options.door ? parseInput(options.door, input) : (input as z.input<S>);
      const value = await command.execute(parsed, { actor, requestId });
      for (const path of options.revalidate?.(value) ?? []) revalidatePath(path);
      return { ok: true, value };
    } catch (error) {
      const known = asAppError(error);
      if (!known) logger.error({ err: error, requestId, command: command.name }, 'unexpected error');
      const message = known?.message ?? `Something failed on our side (request ${requestId}). Nothing was changed.`;
      return {
        ok: false,
        code: known?.code ?? 'internal',
        message,
        issues: known?.issues ?? (known?.path ? [{ path: known.path, message }] : []),
      };
    }
  };
  return Object.assign(action, { rule: { command: command.name, permission: command.permission } });
}
