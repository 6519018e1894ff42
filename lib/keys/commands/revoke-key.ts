import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { keyIdInput } from '../schema';

/** Ends a key for good; what it delivered stays. Revoking it again changes nothing. */
export const revokeKey = command({
  name: 'key.revoke',
  permission: 'key:manage',
  input: keyIdInput,
  run: async ({ tx, input, now }) => {
    const [key] = await tx.sql<{ name: string; revoked: boolean }>(sql`
      SELECT name, revoked_at IS NOT NULL AS revoked FROM api_key WHERE id = ${input.id} FOR UPDATE`);
    if (!key) throw new NotFoundError('This key');
    if (!key.revoked) await tx.sql(sql`UPDATE api_key SET revoked_at = ${now} WHERE id = ${input.id}`);
    return { ...key, id: input.id };
  },
  audit: ({ id, name, revoked }) => (revoked ? null : { subject: name, detail: { id } }),
});
