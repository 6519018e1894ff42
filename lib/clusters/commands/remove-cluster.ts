import sql from 'sql-template-tag';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { clusterIdInput } from '../schema/settings';

/** Removes a cluster with its credentials and links; rollbacks that ran on it keep naming it. Refused while one runs. */
export const removeCluster = command({
  name: 'cluster.remove',
  permission: 'cluster:manage',
  input: clusterIdInput,
  run: async ({ tx, input: { id }, now }) => {
    const [row] = await tx.sql<{ name: string }>(sql`
      SELECT name FROM cluster WHERE id = ${id}::uuid AND removed_at IS NULL FOR UPDATE`);
    if (!row) throw new NotFoundError('This cluster');
    const running = await tx.sql(sql`
      SELECT 1 FROM rollback WHERE cluster_id = ${id}::uuid AND state IN ('REQUESTED', 'APPLIED', 'OBSERVING') LIMIT 1`);
    if (running.length > 0)
      throw new ConflictError('rollback_running', 'A rollback runs on this cluster. Remove it when that has ended.');
    await tx.sql(sql`DELETE FROM workload_target WHERE cluster_id = ${id}::uuid`);
    await tx.sql(sql`
      UPDATE workload_revision SET sealed_spec = NULL WHERE cluster_id = ${id}::uuid AND sealed_spec IS NOT NULL`);
    await tx.sql(sql`
      UPDATE cluster SET removed_at = ${now}, sealed_connection = NULL, simulation = NULL, updated_at = ${now}
      WHERE id = ${id}::uuid`);
    return { id, name: row.name };
  },
  audit: ({ id, name }) => ({ subject: name, detail: { id } }),
});
