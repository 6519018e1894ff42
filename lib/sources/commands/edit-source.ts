import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { editSourceInput } from '../schema';

/** Sets what it names of a source: its name, what the sender's words mean, where alerts belong that do not say. Its address stays. */
export const editSource = command({
  name: 'source.edit',
  permission: 'source:operate',
  input: editSourceInput,
  run: async ({ tx, input: { id, fields } }) => {
    const { name, severities, default_service: service, default_environment: environment } = fields;
    const [row] = await tx.sql<{ sourceId: number }>(sql`
      UPDATE webhook_source SET
        severities = coalesce(${severities ? JSON.stringify(severities) : null}::jsonb, severities),
        default_service = CASE WHEN ${service !== undefined} THEN ${service ?? null} ELSE default_service END,
        default_environment = coalesce(${environment ?? null}, default_environment)
      WHERE id = ${id}::uuid AND removed_at IS NULL RETURNING source_id AS "sourceId"`);
    if (!row) throw new NotFoundError('This source');
    if (name !== undefined) await tx.sql(sql`UPDATE source SET name = ${name} WHERE id = ${row.sourceId}`);
    return { id };
  },
  audit: ({ id }, { input }) => ({ subject: id, detail: { ...input.fields } }),
});
