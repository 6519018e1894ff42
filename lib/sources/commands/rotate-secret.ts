import sql from 'sql-template-tag';
import { seal } from '@/lib/auth/seal';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { previousSecretHours, sourceUrl } from '../model';
import { type RotatedSource, sourceIdInput, type WebhookKind } from '../schema';
import { newSecret, secretPlace } from './create-source';

/** Gives a source a new secret, in the answer this once. The one before works for another day; the one before that no longer. */
export const rotateSecret = command({
  name: 'source.rotate',
  permission: 'source:manage',
  input: sourceIdInput,
  run: async ({ tx, input: { id }, now }): Promise<RotatedSource> => {
    const secret = newSecret();
    const until = new Date(now.getTime() + previousSecretHours * 3_600_000);
    const [row] = await tx.sql<{ kind: WebhookKind; slug: string; name: string }>(sql`
      UPDATE webhook_source w
      SET previous_secret = w.secret, previous_until = ${until}, secret = ${seal(secret, secretPlace(id))}, rotated_at = ${now}
      FROM source s WHERE w.id = ${id}::uuid AND w.removed_at IS NULL AND s.id = w.source_id
      RETURNING w.kind, w.slug, s.name`);
    if (!row) throw new NotFoundError('This source');
    const { kind, slug, name } = row;
    return {
      id,
      kind,
      name,
      url: sourceUrl(env().PUBLIC_URL, kind, slug),
      secret,
      previous_until: until.toISOString(),
    };
  },
  audit: ({ id, name, previous_until }) => ({ subject: name, detail: { id, previous_until } }),
});
