import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { ConflictError, NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { type ChannelKind, saveChannelInput } from '../schema';
import { configOf, openSecrets, sealSecrets, secretsOf } from './secrets';

export type SavedChannel = {
  id: string;
  name: string;
  isNew: boolean;
  /** Of a webhook that got a new one: shown this once. */
  signingSecret: string | null;
};

/** Adds a channel, or changes one. A secret that is left empty stays as it is; none is ever answered, but a new signing secret once. */
export const saveChannel = command({
  name: 'notification.save_channel',
  permission: 'notification:manage',
  input: saveChannelInput,
  run: async ({ tx, input, now }): Promise<SavedChannel> => {
    // Two administrators come one after the other: a name is taken once.
    await tx.sql(sql`LOCK TABLE notification_channel IN SHARE ROW EXCLUSIVE MODE`);
    const known = input.id === undefined ? null : await readChannel(tx, input.id);
    if (known && known.kind !== input.kind)
      throw new ValidationError([{ path: '/kind', message: 'A channel stays of its kind. Add another one.' }]);
    const id = known?.id ?? randomUUID();
    const taken = await tx.sql(sql`
      SELECT 1 FROM notification_channel WHERE name = ${input.name} AND id <> ${id} AND removed_at IS NULL`);
    if (taken.length > 0) throw new ConflictError('already_exists', 'Another channel has this name.', '/name');
    const { secrets, shown } = secretsOf(input, known && openSecrets(id, known.kind, known.sealed), now);
    const config = JSON.stringify(configOf(input, secrets));
    await tx.sql(sql`
      INSERT INTO notification_channel (id, name, kind, config, sealed_secrets, can_page, steps, includes_drills, enabled, created_at, updated_at)
      VALUES (${id}, ${input.name}, ${input.kind}::channel_kind, ${config}::jsonb, ${sealSecrets(id, secrets)},
        ${input.kind === 'pagerduty' || input.canPage}, ${input.steps}::text[], ${input.includesDrills}, ${input.enabled}, ${now}, ${now})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, config = excluded.config, sealed_secrets = excluded.sealed_secrets,
        can_page = excluded.can_page, steps = excluded.steps, includes_drills = excluded.includes_drills, enabled = excluded.enabled,
        updated_at = excluded.updated_at`);
    return { id, name: input.name, isNew: known === null, signingSecret: shown };
  },
  audit: ({ id, name, isNew }, { input: { kind, enabled, canPage, steps } }) => ({
    subject: name,
    detail: { id, kind, new: isNew, enabled, can_page: canPage, steps },
  }),
});

async function readChannel(tx: Tx, id: string): Promise<{ id: string; kind: ChannelKind; sealed: string }> {
  const [row] = await tx.sql<{ id: string; kind: ChannelKind; sealed: string }>(sql`
    SELECT id, kind, sealed_secrets AS sealed FROM notification_channel WHERE id = ${id} AND removed_at IS NULL`);
  if (!row) throw new NotFoundError('This channel');
  return row;
}
