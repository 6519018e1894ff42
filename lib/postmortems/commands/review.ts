import sql, { type Sql } from 'sql-template-tag';
import type { z } from 'zod';
import { readActionItems } from '@/lib/actions/queries';
import type { Actor } from '@/lib/auth/actor';
import type { Permission } from '@/lib/auth/policy';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { command } from '@/lib/server/command';
import { type PostmortemState, type ReviewStep, stateAfter, unassigned } from '../model/review';
import { readFacts } from '../queries/facts';
import { approveInput, changesInput, keyInput, postmortemChannel, skipInput } from '../schema';
import { insertPostmortem } from './insert';
import { type LockedPostmortem, lockIfBegun, lockPostmortem } from './lock';
import { tellLog } from './log';
import { storeVersion } from './versions';

export type ReviewReceipt = { number: number; state: PostmortemState };

type StepContext<I> = { tx: Tx; actor: Actor; input: I; now: Date; postmortem: LockedPostmortem };
type StepResult = { columns: Sql; text: string; payload?: Record<string, unknown> };

type StepSpec<S extends z.ZodType<{ key: string }>> = {
  step: ReviewStep;
  /** The kind of the row that the incident's log gets, after `postmortem_`. */
  kind: string;
  input: S;
  permission?: Permission;
  /** Also where nobody began one. */
  begins?: boolean;
  run: (context: StepContext<z.output<S>>) => Promise<StepResult>;
};

/** One step of the review: lock → may follow → what it does → state, row in the incident's log. */
function reviewCommand<S extends z.ZodType<{ key: string }>>(spec: StepSpec<S>) {
  const { step, kind, input: schema, permission = 'postmortem:write', begins = false, run } = spec;
  return command({
    name: `postmortem.${step}`,
    permission,
    input: schema,
    run: async ({ tx, actor, input, now }): Promise<ReviewReceipt> => {
      if (begins) await beginIfNeeded(tx, actor, input.key, now);
      const postmortem = await lockPostmortem(tx, actor, input.key);
      const state = stateAfter(postmortem.state, step);
      if (!state) throw impossible(postmortem.state, step);
      const { columns, text, payload = {} } = await run({ tx, actor, input, now, postmortem });
      await tx.sql(sql`
        UPDATE postmortem SET state = ${state}::postmortem_state, updated_at = ${now}, ${columns} WHERE id = ${postmortem.id}`);
      await tellLog(tx, postmortem.incidentId, { kind: `postmortem_${kind}`, text, payload }, actor, now);
      return { number: postmortem.number, state };
    },
    audit: ({ number, state }, { input: { key: _key, ...detail } }) => ({
      subject: `INC-${number}`,
      detail: { state, ...detail },
    }),
    announce: ({ number }) => [postmortemChannel(number), incidentChannel(number), 'overview'],
  });
}

const words: Record<ReviewStep, string> = {
  submit: 'submitted for review',
  request_changes: 'given back',
  approve: 'approved',
  publish: 'published',
  revise: 'revised',
  skip: 'skipped',
};

function impossible(state: PostmortemState, step: ReviewStep): ValidationError {
  const message = `This post-mortem is ${state.replace('_', ' ')}, so it cannot be ${words[step]} now.`;
  return new ValidationError([{ path: '/key', message }], 'illegal_transition');
}

async function beginIfNeeded(tx: Tx, actor: Actor, key: string, now: Date): Promise<void> {
  const { incidentId, locked } = await lockIfBegun(tx, actor, key);
  if (!locked) await insertPostmortem(tx, incidentId, actor, now);
}

const requirePerson = (actor: Actor) => {
  if (actor.kind === 'user') return actor.id;
  throw new ForbiddenError('A review is done by a person. Sign in to do it.');
};

async function withdrawReviews(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.sql(sql`UPDATE pm_review SET withdrawn_at = ${now} WHERE postmortem_id = ${id} AND withdrawn_at IS NULL`);
}

async function storeReview(
  tx: Tx,
  postmortem: LockedPostmortem,
  by: { reviewer: string; isApproval: boolean; note: string | null; now: Date },
) {
  await tx.sql(sql`
    INSERT INTO pm_review (postmortem_id, reviewer_id, is_approval, upto_seq, note, created_at)
    VALUES (${postmortem.id}, ${by.reviewer}::uuid, ${by.isApproval}, ${postmortem.lastSeq}, ${by.note}, ${by.now})`);
}

/** Hands the text to its reviewers; a person confirmed the timeline before (incidents.md §14.1). */
export const submitPostmortem = reviewCommand({
  step: 'submit',
  kind: 'submitted',
  input: keyInput,
  run: async ({ tx, actor, now, postmortem }) => {
    if (!postmortem.confirmedAt) {
      const message = 'Nobody confirmed the timeline yet. Look through its rows and confirm it, then submit.';
      throw new ValidationError([{ path: '/key', message }], 'illegal_transition');
    }
    await withdrawReviews(tx, postmortem.id, now);
    await storeVersion(tx, postmortem, { name: 'Submitted for review', actor, now });
    return { columns: sql`submitted_at = ${now}`, text: 'Post-mortem submitted for review' };
  },
});

/** Gives the text back to its writers with what is missing. */
export const requestChanges = reviewCommand({
  step: 'request_changes',
  kind: 'changes_requested',
  input: changesInput,
  run: async ({ tx, actor, input, now, postmortem }) => {
    await withdrawReviews(tx, postmortem.id, now);
    await storeReview(tx, postmortem, { reviewer: requirePerson(actor), isApproval: false, note: input.note, now });
    return {
      columns: unfrozen,
      text: `Changes to the post-mortem requested: ${input.note}`,
      payload: { note: input.note },
    };
  },
});

const unfrozen = sql`approved_seq = NULL, approved_at = NULL, facts = NULL, log_seq = NULL, log_hash = NULL`;

/**
 * Approves exactly the text that the reviewer saw; newer text is a conflict. Chips and timeline are frozen with it, with the head of the
 * log. The reviewer held no seat of the incident.
 */
export const approvePostmortem = reviewCommand({
  step: 'approve',
  kind: 'approved',
  input: approveInput,
  run: async ({ tx, actor, input, now, postmortem }) => {
    const reviewer = requirePerson(actor);
    const seats = await tx.sql(sql`
      SELECT 1 FROM incident_seat WHERE incident_id = ${postmortem.incidentId} AND user_id = ${reviewer}::uuid LIMIT 1`);
    if (seats.length > 0)
      throw new ForbiddenError(
        'You held a role in this incident. Ask somebody who held none to approve its post-mortem.',
      );
    if (input.upto_seq !== postmortem.lastSeq) {
      const message = 'The text changed while you read it. Read what is new, then approve it again.';
      throw new ConflictError('newer_text', message, '/upto_seq', { last_seq: postmortem.lastSeq });
    }
    const { facts } = await readFacts(tx, postmortem.incidentId, postmortem.rows);
    const [head] = await tx.sql<{ seq: number; hash: Buffer | null }>(sql`
      SELECT last_seq AS seq, head_hash AS hash FROM incident WHERE id = ${postmortem.incidentId} FOR NO KEY UPDATE`);
    if (!head) throw new NotFoundError('This incident');
    await storeReview(tx, postmortem, { reviewer, isApproval: true, note: null, now });
    await storeVersion(tx, postmortem, { name: 'Approved', actor, now });
    return {
      columns: sql`approved_seq = ${postmortem.lastSeq}, approved_at = ${now}, facts = ${JSON.stringify(facts)}::jsonb,
        log_seq = ${head.seq}, log_hash = ${head.hash}`,
      text: 'Post-mortem approved',
      payload: { upto_seq: postmortem.lastSeq },
    };
  },
});

/** Publishes what was approved; every action item has an owner and a date by then. */
export const publishPostmortem = reviewCommand({
  step: 'publish',
  kind: 'published',
  input: keyInput,
  run: async ({ tx, now, postmortem }) => {
    const items = await readActionItems(tx, postmortem.incidentId);
    const lacking = unassigned(items.map(({ id, owner, due_on, status }) => ({ id, owner, due: due_on, status })));
    if (lacking.length > 0) {
      const names = lacking.map(({ id }) => id).join(', ');
      const message = `Give every action item an owner and a due date first: ${names}.`;
      throw new ValidationError([{ path: '/key', message }], 'illegal_transition');
    }
    return { columns: sql`published_at = ${now}`, text: 'Post-mortem published' };
  },
});

/** Makes an approved, published or skipped one a draft again, which needs another review. */
export const revisePostmortem = reviewCommand({
  step: 'revise',
  kind: 'reopened',
  input: keyInput,
  run: async ({ tx, now, postmortem }) => {
    await withdrawReviews(tx, postmortem.id, now);
    return {
      columns: sql`${unfrozen}, published_at = NULL, skipped_reason = NULL`,
      text: 'Post-mortem is being revised',
    };
  },
});

/** Decides that none is written, and why (incidents.md §1: release managers). */
export const skipPostmortem = reviewCommand({
  step: 'skip',
  kind: 'skipped',
  input: skipInput,
  permission: 'postmortem:skip',
  begins: true,
  run: async ({ input }) => ({
    columns: sql`skipped_reason = ${input.reason}`,
    text: `Post-mortem skipped: ${input.reason}`,
    payload: { reason: input.reason },
  }),
});
