import sql from 'sql-template-tag';
import { ClusterUnreachableError, ConflictError, NotFoundError } from '@/lib/core/errors';
import { primarySql } from '@/lib/db/pool';
import { AdapterError, type ClusterAdapter } from '../adapter';
import { adapterFor } from '../registry';
import { openConnection } from './secrets';
import { simulatedStore } from './simulated-store';

/**
 * The adapter of a cluster, by its credentials as they are now. They are opened for this and kept nowhere. Permission was decided by the
 * caller. Throws NotFoundError when it was removed.
 */
export async function openCluster(id: string): Promise<ClusterAdapter> {
  const [row] = await primarySql<{ sealed: string | null }>(sql`
    SELECT sealed_connection AS sealed FROM cluster WHERE id = ${id}::uuid AND removed_at IS NULL`);
  if (!row?.sealed) throw new NotFoundError('This cluster');
  return adapterFor(openConnection(id, row.sealed), { simulatedStore: simulatedStore(id) });
}

const away = new Set(['UNREACHABLE', 'TIMEOUT', 'RATE_LIMITED']);

/** What a call to a cluster answers; what it would not do becomes an error for the caller: 409 with its reason, or 502 when it does not answer. */
export async function inCluster<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    if (away.has(error.code)) throw new ClusterUnreachableError(error.message);
    throw new ConflictError(error.code === 'NO_PREVIOUS' ? 'no_previous' : 'cluster_refused', error.message);
  }
}
