import type { z } from 'zod';
import { appendAudit } from '@/lib/audit/append';
import { type Actor, rereadActor } from '@/lib/auth/actor';
import { can, type Permission, proofNeeded } from '@/lib/auth/policy';
import { ForbiddenError, NotSignedInError, ReauthRequiredError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { announceSoon } from '@/lib/db/announce';
import { inTransaction, type Tx } from '@/lib/db/transaction';
import { type Idempotency, once } from './idempotency';
import { noteRefusal } from './note-refusal';
import { parseInput } from './problem';

export type CommandContext = {
  actor: Actor;
  requestId?: string;
  idempotency?: Idempotency;
  /** Where the request came from, for commands that limit tries by it. */
  address?: string;
};

export type RunContext<I> = { tx: Tx; actor: Actor; input: I; now: Date; requestId: string | undefined };

export type AuditNote = { subject?: string; outcome?: 'allowed' | 'refused'; detail: Record<string, unknown> };

type CommandSpec<S extends z.ZodType, R> = {
  /** '<domain>.<verb>', as the audit log shows it. */
  name: string;
  permission: Permission;
  input: S;
  run: (context: RunContext<z.output<S>>) => Promise<R>;
  /** What the row of a done one says; 'none' where another append-only record is the trail (ingest: the delivery log). */
  audit: 'none' | ((result: R, context: RunContext<z.output<S>>) => AuditNote | null);
  /** Live channels that hear of it, after the commit. */
  announce?: (result: R) => string[];
  /** In-process follow-up after the commit; must not throw and must not be needed for correctness. */
  afterCommit?: (result: R) => void;
};

export type Command<S extends z.ZodType, R> = CommandSpec<S, R> & {
  /** Parses → transaction → actor re-read → permission, age of the proof → idempotency → run → audit → commit → announce. */
  execute: (input: z.input<S>, context: CommandContext) => Promise<R>;
  /** The same inside the caller's transaction: a command called by another joins it. Permission was decided by the caller. */
  join: (context: RunContext<z.output<S>>) => Promise<R>;
};

/** The one way to write. `run` gets parsed input, a locked and re-read actor, and one clock reading. */
export function command<S extends z.ZodType, R>(spec: CommandSpec<S, R>): Command<S, R> {
  async function permitted(tx: Tx, who: Actor, at: Date): Promise<Actor> {
    const actor = await rereadActor(tx, who);
    if (!actor) throw new NotSignedInError();
    if (!can(actor, spec.permission)) throw new ForbiddenError(`This needs the permission "${spec.permission}".`);
    const ways = proofNeeded(actor, spec.permission, at);
    if (ways) throw new ReauthRequiredError(ways);
    return actor;
  }

  async function inside(runContext: RunContext<z.output<S>>): Promise<R> {
    const { tx, actor, now: at, requestId } = runContext;
    const result = await spec.run(runContext);
    if (spec.audit !== 'none') {
      const note = spec.audit(result, runContext);
      if (note)
        await appendAudit(tx, actor, {
          action: spec.name,
          outcome: 'allowed',
          requestId,
          at,
          ...note,
        });
    }
    return result;
  }

  async function execute(rawInput: z.input<S>, context: CommandContext): Promise<R> {
    const input = parseInput(spec.input, rawInput);
    const at = now();
    try {
      const outcome = await inTransaction(async (tx) => {
        // Before the answer of an earlier call too: it may hold what takes this permission or a fresh proof.
        const actor = await permitted(tx, context.actor, at);
        const run = () => inside({ tx, actor, input, now: at, requestId: context.requestId });
        return context.idempotency ? once(tx, context.idempotency, run) : run();
      });
      for (const channel of spec.announce?.(outcome) ?? []) announceSoon(channel);
      spec.afterCommit?.(outcome);
      return outcome;
    } catch (error) {
      await noteRefusal(error, context.actor, { action: spec.name, requestId: context.requestId });
      throw error;
    }
  }

  return { ...spec, execute, join: spec.run };
}
