import sql from 'sql-template-tag';
import { z } from 'zod';
import { NotFoundError } from '@/lib/core/errors';
import { type CommandContext, command } from '@/lib/server/command';
import { AdapterError } from '../adapter';
import { type CheckAnswer, checkAnswer, clusterIdInput } from '../schema/settings';
import { openCluster } from './open-cluster';

const checkLimitMs = 15_000;

/** Says before the cluster is called that this person may check it, and in which namespaces its workloads are. */
const beginCheck = command({
  name: 'cluster.check',
  permission: 'cluster:operate',
  input: clusterIdInput,
  audit: 'none',
  run: async ({ tx, input: { id } }) => {
    const [row] = await tx.sql<{ namespaces: string[] }>(sql`
      SELECT coalesce((SELECT array_agg(DISTINCT namespace ORDER BY namespace) FROM workload_target
        WHERE cluster_id = c.id AND namespace <> ''), '{}') AS namespaces
      FROM cluster c WHERE id = ${id}::uuid AND removed_at IS NULL`);
    if (!row) throw new NotFoundError('This cluster');
    return row;
  },
});

const noteCheck = command({
  name: 'cluster.check',
  permission: 'cluster:operate',
  input: z.strictObject({ id: z.uuid(), found: checkAnswer }),
  run: async ({ tx, input: { id, found }, now }) => {
    const [row] = await tx.sql<{ name: string }>(sql`
      UPDATE cluster SET checked = ${JSON.stringify(found)}::jsonb, checked_at = ${now}
      WHERE id = ${id}::uuid AND removed_at IS NULL RETURNING name`);
    if (!row) throw new NotFoundError('This cluster');
    return { name: row.name, found };
  },
  audit: ({ name, found: { ok, missing } }) => ({ subject: name, detail: { ok, missing } }),
});

/**
 * Connects to a cluster with its stored credentials and says which rights they have, lack and have too much of; the answer is kept
 * beside the cluster. A cluster that does not answer is an answer too: `ok` is false, `error` says why.
 */
export const checkCluster = {
  name: noteCheck.name,
  permission: noteCheck.permission,
  execute: async (input: z.input<typeof clusterIdInput>, context: CommandContext): Promise<CheckAnswer> => {
    const { namespaces } = await beginCheck.execute(input, context);
    const found = await ask(input.id, namespaces[0] ?? null);
    return (await noteCheck.execute({ id: input.id, found }, context)).found;
  },
};

async function ask(id: string, namespace: string | null): Promise<CheckAnswer> {
  try {
    const adapter = await openCluster(id);
    const ping = await adapter.ping(namespace, AbortSignal.timeout(checkLimitMs));
    return { ok: ping.missing.length === 0, ...ping, error: null };
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    return { ok: false, version: null, permissions: {}, missing: [], excess: [], error: error.message };
  }
}
