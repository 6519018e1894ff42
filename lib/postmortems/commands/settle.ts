import sql from 'sql-template-tag';
import { ForbiddenError, ValidationError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { choosableRows } from '../model/timeline';
import { readLog } from '../queries/facts';
import { keyInput, postmortemChannel, timelineInput } from '../schema';
import { requireWritable } from './append-update';
import { lockPostmortem } from './lock';
import { tellLog } from './log';

export type SettleReceipt = { number: number };

/** Says which rows of the log the timeline shows, and that somebody looked through them. */
export const confirmTimeline = command({
  name: 'postmortem.confirm_timeline',
  permission: 'postmortem:write',
  input: timelineInput,
  run: async ({ tx, actor, input, now }): Promise<SettleReceipt> => {
    const postmortem = await lockPostmortem(tx, actor, input.key);
    requireWritable(postmortem);
    const known = new Set(choosableRows(await readLog(tx, postmortem.incidentId)).map(({ seq }) => seq));
    const rows = [...new Set(input.rows)].filter((seq) => known.has(seq)).sort((a, b) => a - b);
    if (rows.length === 0)
      throw new ValidationError([{ path: '/rows', message: 'Choose at least one row of the log.' }]);
    const by = actor.kind === 'user' ? actor.id : null;
    await tx.sql(sql`
      UPDATE postmortem SET timeline_rows = ${rows}::int[], is_chosen = true, confirmed_at = ${now}, confirmed_by_id = ${by}::uuid,
        updated_at = ${now}
      WHERE id = ${postmortem.id}`);
    const text = `Timeline of the post-mortem confirmed, ${rows.length} of ${known.size} rows`;
    const entry = { kind: 'postmortem_timeline_confirmed', text, payload: { rows } };
    await tellLog(tx, postmortem.incidentId, entry, actor, now);
    return { number: postmortem.number };
  },
  audit: ({ number }, { input }) => ({ subject: `INC-${number}`, detail: { rows: input.rows } }),
  announce: ({ number }) => [postmortemChannel(number), 'overview'],
});

/** Takes the post-mortem over: from now on it is this person who sees to it. */
export const takePostmortem = command({
  name: 'postmortem.take',
  permission: 'postmortem:write',
  input: keyInput,
  run: async ({ tx, actor, input, now }): Promise<SettleReceipt> => {
    if (actor.kind !== 'user') throw new ForbiddenError('A post-mortem belongs to a person. Sign in to take it.');
    const postmortem = await lockPostmortem(tx, actor, input.key);
    await tx.sql(
      sql`UPDATE postmortem SET owner_id = ${actor.id}::uuid, updated_at = ${now} WHERE id = ${postmortem.id}`,
    );
    const entry = {
      kind: 'postmortem_taken',
      text: `${actor.name} takes the post-mortem`,
      payload: { owner: actor.id },
    };
    await tellLog(tx, postmortem.incidentId, entry, actor, now);
    return { number: postmortem.number };
  },
  audit: ({ number }) => ({ subject: `INC-${number}`, detail: {} }),
  announce: ({ number }) => [postmortemChannel(number), 'overview'],
});
