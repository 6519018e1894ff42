import type { z } from 'zod';
import { appendAudit } from '@/lib/audit/append';
import { type Actor, rereadActor, rereadActors } from '@/lib/auth/actor';
import { can, type Permission, proofNeeded } from '@/lib/auth/policy';
import { ForbiddenError, NotSignedInError, ReauthRequiredError, UnavailableError } from '@/lib/core/errors';
import { gather } from '@/lib/core/gather';
import { granted, type Outcome, outcomeOf } from '@/lib/core/result';
import { now } from '@/lib/core/time';
import { announceSoon } from '@/lib/db/announce';
import { inTransaction, type Tx } from '@/lib/db/transaction';
import { type Idempotency, once } from './idempotency';
import { noteRefusal } from './note-refusal';
import { asAppError, parseInput } from './problem';

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

/** The actor as the database knows it now, when it may do that; throws a ForbiddenError or NotSignedInError otherwise. */
function permitted(actor: Actor | null, permission: Permission, at: Date): Actor {
  if (!actor) throw new NotSignedInError();
  if (!can(actor, permission)) throw new ForbiddenError(`This needs the permission "${permission}".`);
  const ways = proofNeeded(actor, permission, at);
  if (ways) throw new ReauthRequiredError(ways);
  return actor;
}

/** The one way to write. `run` gets parsed input, a locked and re-read actor, and one clock reading. */
export function command<S extends z.ZodType, R>(spec: CommandSpec<S, R>): Command<S, R> {
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
        const actor = permitted(await rereadActor(tx, context.actor), spec.permission, at);
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

export type GatheredCall<I> = Pick<RunContext<I>, 'actor' | 'input' | 'requestId'>;

type GatheredSpec<S extends z.ZodType, R> = Omit<CommandSpec<S, R>, 'run' | 'audit'> & {
  /** Calls of one lane that come together share a transaction. */
  lane: (input: z.output<S>) => string;
  /** One outcome per call, in order: each is accepted, or refused before anything of it is written. What it writes is its own trail. */
  run: (context: { tx: Tx; now: Date; calls: GatheredCall<z.output<S>>[] }) => Promise<(Outcome<R> | undefined)[]>;
};

/**
 * A command whose calls wait for the same row: those that come while others are being written share the next transaction, and with it the
 * lock and the commit. Each has its own caller, who is read again and asked for the permission there, and its own answer, which comes after
 * the commit. Those with an Idempotency-Key have a transaction each, as the first answer is stored in it.
 */
export function gatheredCommand<S extends z.ZodType, R>(spec: GatheredSpec<S, R>) {
  type Call = { input: z.output<S>; context: CommandContext };
  const { run, lane, ...rest } = spec;
  const one = command<S, R>({
    ...rest,
    audit: 'none',
    run: async ({ tx, now: at, ...call }) => granted((await run({ tx, now: at, calls: [call] }))[0]),
  });

  function serve(calls: Call[]): Promise<(Outcome<R> | undefined)[]> {
    const at = now();
    return inTransaction(async (tx) => {
      const actors = await rereadActors(
        tx,
        calls.map(({ context }) => context.actor),
      );
      const checked = await Promise.all(actors.map((actor) => outcomeOf(() => permitted(actor, spec.permission, at))));
      const admitted = checked.flatMap((check, index) => {
        const call = calls[index];
        return check.ok && call ? [{ actor: check.value, input: call.input, requestId: call.context.requestId }] : [];
      });
      const outcomes = admitted.length > 0 ? await run({ tx, now: at, calls: admitted }) : [];
      let next = 0;
      return checked.map((check) => (check.ok ? outcomes[next++] : check));
    });
  }

  const served = gather({ serve, isForAll: (error) => asAppError(error) instanceof UnavailableError, limit: 100 });

  async function execute(rawInput: z.input<S>, context: CommandContext): Promise<R> {
    if (context.idempotency) return one.execute(rawInput, context);
    const input = parseInput(spec.input, rawInput);
    try {
      const value = granted(await served(lane(input), { input, context }));
      for (const channel of spec.announce?.(value) ?? []) announceSoon(channel);
      spec.afterCommit?.(value);
      return value;
    } catch (error) {
      await noteRefusal(error, context.actor, { action: spec.name, requestId: context.requestId });
      throw error;
    }
  }

  return { name: spec.name, permission: spec.permission, execute };
}
