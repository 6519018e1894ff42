import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { sourceIdInput } from '../schema';

/** Ends a source for good and forgets its secrets; what it delivered stays. Removing it again changes nothing. */
export const removeSource = command({
  name: 'source.remove',
  permission: 'source:manage',
  input: sourceIdInput,
  run: async ({ tx, input: { id }, now }) => {
    const [row] = await tx.sql<{ name: string; removed: boolean }>(sql`
      SELECT s.name, w.removed_at IS NOT NULL AS removed FROM webhook_source w JOIN source s ON s.id = w.source_id
      WHERE w.id = ${id}::uuid FOR UPDATE OF w`);
    if (!row) throw new NotFoundError('This source');
    if (!row.removed) {
      await tx.sql(sql`
        UPDATE webhook_source SET removed_at = ${now}, secret = '', previous_secret = NULL, previous_until = NULL
        WHERE id = ${id}::uuid`);
    }
    return { ...row, id };
  },
  audit: ({ id, name, removed }) => (removed ? null : { subject: name, detail: { id } }),
});
