import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { ConflictError, NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { AdapterError } from '../adapter';
import { addressOf } from '../registry';
import type { ClusterConnection, ClusterKind } from '../schema';
import { clusterBody, connectionOf, editClusterInput } from '../schema/settings';
import { sealConnection } from './secrets';

type Saved = { id: string; name: string; kind: ClusterKind };

/** Adds a cluster. Its connection is sealed under the installation's key, bound to its row, and never answered again. */
export const createCluster = command({
  name: 'cluster.create',
  permission: 'cluster:manage',
  input: clusterBody,
  run: async ({ tx, input, now }): Promise<Saved> => {
    const id = randomUUID();
    const connection = connectionOf(input);
    const address = await usableAddress(connection);
    await requireFreeName(tx, input.name, id);
    await tx.sql(sql`
      INSERT INTO cluster (id, name, kind, address, sealed_connection, created_at, updated_at)
      VALUES (${id}::uuid, ${input.name}, ${input.kind}::cluster_kind, ${address}, ${sealConnection(id, connection)}, ${now}, ${now})`);
    return { id, name: input.name, kind: input.kind };
  },
  audit: ({ id, name, kind }) => ({ subject: name, detail: { id, kind } }),
});

/** Renames a cluster and, where a connection is given, reaches it by that from now on; its kind stays. */
export const editCluster = command({
  name: 'cluster.edit',
  permission: 'cluster:manage',
  input: editClusterInput,
  run: async ({ tx, input, now }): Promise<Saved & { reconnected: boolean }> => {
    const { id, name, connection: body } = input;
    const [row] = await tx.sql<{ kind: ClusterKind }>(sql`
      SELECT kind FROM cluster WHERE id = ${id}::uuid AND removed_at IS NULL FOR UPDATE`);
    if (!row) throw new NotFoundError('This cluster');
    await requireFreeName(tx, name, id);
    if (!body) {
      await tx.sql(sql`UPDATE cluster SET name = ${name}, updated_at = ${now} WHERE id = ${id}::uuid`);
      return { id, name, kind: row.kind, reconnected: false };
    }
    if (body.kind !== row.kind)
      throw new ValidationError([
        { path: '/connection/kind', message: `This cluster is ${row.kind}. Add the other one as a new cluster.` },
      ]);
    const connection = connectionOf(body);
    const address = await usableAddress(connection);
    await tx.sql(sql`
      UPDATE cluster SET name = ${name}, address = ${address}, sealed_connection = ${sealConnection(id, connection)},
        checked = NULL, checked_at = NULL, updated_at = ${now} WHERE id = ${id}::uuid`);
    return { id, name, kind: row.kind, reconnected: true };
  },
  audit: ({ id, name, kind, reconnected }) => ({ subject: name, detail: { id, kind, reconnected } }),
});

/** Where a connection leads; throws a ValidationError when it cannot be used at all. */
async function usableAddress(connection: ClusterConnection): Promise<string> {
  try {
    return await addressOf(connection);
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    const path = connection.kind === 'kubernetes' ? '/kubeconfig' : '/endpoint';
    throw new ValidationError([{ path, message: error.message }]);
  }
}

async function requireFreeName(tx: Tx, name: string, id: string): Promise<void> {
  const taken = await tx.sql(sql`
    SELECT 1 FROM cluster WHERE name = ${name} AND removed_at IS NULL AND id <> ${id}::uuid`);
  if (taken.length > 0)
    throw new ConflictError('already_exists', 'There is a cluster of this name. Choose another one.', '/name');
}
