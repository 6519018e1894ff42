import sql from 'sql-template-tag';
import { seal } from '@/lib/auth/seal';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { previousSecretHours, sourceUrl } from '../model';
import { adoptSecretInput, type RotatedSource, sourceIdInput, type WebhookKind } from '../schema';
import { newSecret, secretPlace } from './create-source';

type Rotated = Omit<RotatedSource, 'secret'>;

/** The secret of a source from now on. The one before works for another day, the one before that no longer. */
async function replaceSecret(tx: Tx, id: string, secret: string, now: Date): Promise<Rotated> {
  const until = new Date(now.getTime() + previousSecretHours * 3_600_000);
  const [row] = await tx.sql<{ kind: WebhookKind; slug: string; name: string }>(sql`
    UPDATE webhook_source w
    SET previous_secret = w.secret, previous_until = ${until}, secret = ${seal(secret, secretPlace(id))}, rotated_at = ${now}
    FROM source s WHERE w.id = ${id}::uuid AND w.removed_at IS NULL AND s.id = w.source_id
    RETURNING w.kind, w.slug, s.name`);
  if (!row) throw new NotFoundError('This source');
  const { kind, slug, name } = row;
  return { id, kind, name, url: sourceUrl(env().PUBLIC_URL, kind, slug), previous_until: until.toISOString() };
}

const audit = ({ id, name, previous_until }: Rotated) => ({ subject: name, detail: { id, previous_until } });

/** Gives a source a new secret, in the answer this once. */
export const rotateSecret = command({
  name: 'source.rotate',
  permission: 'source:manage',
  input: sourceIdInput,
  run: async ({ tx, input: { id }, now }): Promise<RotatedSource> => {
    const secret = newSecret();
    return { ...(await replaceSecret(tx, id, secret, now)), secret };
  },
  audit,
});

/** Gives a source the secret that its system made: PagerDuty signs with its own. */
export const adoptSecret = command({
  name: 'source.adopt_secret',
  permission: 'source:manage',
  input: adoptSecretInput,
  run: ({ tx, input: { id, secret }, now }) => replaceSecret(tx, id, secret, now),
  audit,
});
