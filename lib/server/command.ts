import sql from 'sql-template-tag';
import type { z } from 'zod';
import { appendAudit } from '@/lib/audit/append';
import { type Actor, rereadActor } from '@/lib/auth/actor';
import { can, type Permission, proofNeeded } from '@/lib/auth/policy';
import { ConflictError, ForbiddenError, NotSignedInError, ReauthRequiredError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { announceSoon } from '@/lib/db/announce';
import { inTransaction, type Tx } from '@/lib/db/transaction';
import { noteRefusal } from './note-refusal';
import { parseInput } from './problem';

/** Makes a repeated POST answer as the first one did (api.md: Idempotency-Key, 72 hours). */
export type Idempotency = { sourceId: number; key: string; bodyHash: Buffer };

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
  /** What the audit row says; 'none' where another append-only record is the trail (ingest: the delivery log). */
  audit: 'none' | ((result: R, context: RunContext<z.output<S>>) => AuditNote | null);
  /** Live channels that hear of it, after the commit. */
  announce?: (result: R) => string[];
  /** In-process follow-up after the commit; must not throw and must not be needed for correctness. */
  afterCommit?: (result: R) => void;
};

export type Command<S extends z.ZodType, R> = CommandSpec<S, R> & {
  /** Parses → transaction → actor re-read → idempotency → permission, age of the proof → run → audit → commit → announce. */
  execute: (input: z.input<S>, context: CommandContext) => Promise<R>;
  /** The same inside the caller's transaction: a command called by another joins it. Permission was decided by the caller. */
  join: (context: RunContext<z.output<S>>) => Promise<R>;
};

/** The one way to write. `run` gets parsed input, a locked and re-read actor, and one clock reading. */
export function command<S extends z.ZodType, R>(spec: CommandSpec<S, R>): Command<S, R> {
  async function inside(tx: Tx, input: z.output<S>, context: CommandContext, at: Date): Promise<R> {
    const actor = await rereadActor(tx, context.actor);
    if (!actor) throw new NotSignedInError();
    if (!can(actor, spec.permission)) throw new ForbiddenError(`This needs the permission "${spec.permission}".`);
    const ways = proofNeeded(actor, spec.permission, at);
    if (ways) throw new ReauthRequiredError(ways);
    const runContext = { tx, actor, input, now: at, requestId: context.requestId };
    const result = await spec.run(runContext);
    if (spec.audit !== 'none') {
      const note = spec.audit(result, runContext);
      if (note)
        await appendAudit(tx, actor, {
          action: spec.name,
          outcome: 'allowed',
          requestId: context.requestId,
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
      const outcome = await inTransaction((tx) =>
        context.idempotency
          ? once<R>(tx, context.idempotency, () => inside(tx, input, context, at))
          : inside(tx, input, context, at),
      );
      for (const channel of spec.announce?.(outcome) ?? []) announceSoon(channel);
      spec.afterCommit?.(outcome);
      return outcome;
    } catch (error) {
      if (error instanceof ForbiddenError && spec.audit !== 'none')
        await noteRefusal(error, context.actor, { action: spec.name, requestId: context.requestId });
      throw error;
    }
  }

  return { ...spec, execute, join: spec.run };
}

/** Runs `run` for the first use of a key; a repeat with the same body gets the stored answer, with another body a conflict. */
async function once<R>(tx: Tx, { sourceId, key, bodyHash }: Idempotency, run: () => Promise<R>): Promise<R> {
  const claimed = await tx.sql(sql`
    INSERT INTO idempotency_key (source_id, key, body_hash) VALUES (${sourceId}, ${key}, ${bodyHash})
    ON CONFLICT (source_id, key) DO UPDATE SET body_hash = excluded.body_hash, answer = NULL, created_at = now()
      WHERE idempotency_key.created_at < now() - interval '72 hours'
    RETURNING key`);
  if (claimed.length === 0) {
    const [first] = await tx.sql<{ bodyHash: Buffer; answer: { result: R } }>(sql`
      SELECT body_hash AS "bodyHash", answer FROM idempotency_key WHERE source_id = ${sourceId} AND key = ${key}`);
    if (!first?.bodyHash.equals(bodyHash)) {
      throw new ConflictError(
        'idempotency_mismatch',
        'This Idempotency-Key came before with another body. Use a new key for a new request.',
      );
    }
    return first.answer.result;
  }
  const result = await run();
  await tx.sql(sql`
    UPDATE idempotency_key SET answer = ${JSON.stringify({ result })}::jsonb WHERE source_id = ${sourceId} AND key = ${key}`);
  return result;
}
