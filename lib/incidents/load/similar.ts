import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { readSnapshot } from '@/lib/db/pool';
import { findIncident } from '../commands/find';
import { findSimilar, type SimilarIncident } from '../queries/similar';

/** An incident of the past that resembles one, as its page shows it; times as RFC 3339. */
export type SeenBefore = Omit<SimilarIncident, 'detectedAt' | 'resolvedAt'> & {
  detectedAt: string;
  restoreSeconds: number;
};

/** "Seen before?": what resembles the incident with this key, most alike first; null when this actor sees no such incident. */
export async function loadSimilar(actor: UserActor, key: string): Promise<SeenBefore[] | null> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  const found = await readSnapshot(async (db) => findSimilar(db, actor, await findIncident(db, actor, key))).catch(
    absent,
  );
  return (
    found?.map(({ detectedAt, resolvedAt, ...rest }) => ({
      ...rest,
      detectedAt: detectedAt.toISOString(),
      restoreSeconds: Math.max(0, (resolvedAt.getTime() - detectedAt.getTime()) / 1000),
    })) ?? null
  );
}

function absent(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}
