import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { randomToken } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import { brokenService } from '@/lib/demo/model/cluster';
import type { Given, Send } from './operation-cases';
import { revisionOf, simulate } from './simulated-service';

/** Calls about clusters and rollbacks that are valid, each on a simulated cluster of its own. */

type WithId = { id: string };

const simulatedBody = () => ({ name: `Case ${randomToken(8)}`, kind: 'simulated' });

async function newCluster(send: Send): Promise<string> {
  return ((await send('POST', '/api/v1/clusters', simulatedBody())) as WithId).id;
}

const ofCluster = async (send: Send): Promise<Given> => ({ params: { id: await newCluster(send) } });

/** A service whose last version is bad and runs; two others come before it. */
async function linked(send: Send): Promise<{ service: string; environment: string; target: { cluster: string } }> {
  const cluster = await newCluster(send);
  const service = `case-${randomToken(6)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')}`;
  const ref = { kind: 'k8s-deployment' as const, namespace: 'shop', name: service };
  const crash = { kind: 'crash-loop', afterMs: 100 } as const;
  await simulate(cluster, ref, [
    revisionOf(service, 'v1'),
    revisionOf(service, 'v2'),
    revisionOf(service, 'v3', crash),
  ]);
  const target = { cluster, ...ref };
  await send('PUT', `/api/v1/services/${service}/targets/production`, target);
  return { service, environment: 'production', target };
}

async function planned(send: Send): Promise<{ plan_id: string; hash: string }> {
  const { service, environment } = await linked(send);
  const { plan_id, hash } = (await send('POST', '/api/v1/rollbacks/plan', { service, environment })) as {
    plan_id: string;
    hash: string;
  };
  return { plan_id, hash };
}

const wanted = async (send: Send) => ({ ...(await planned(send)), reason: 'Logins fail' });

/** A rollback in a state, as if another process carried it: held for an hour, so that nobody takes it up meanwhile. */
async function setAside(send: Send, state: 'REQUESTED' | 'VERIFIED' | 'UNKNOWN'): Promise<string> {
  const { plan_id } = await planned(send);
  const [row] = await primarySql<{ id: string }>(sql`
    INSERT INTO rollback (plan_id, service_id, environment_id, cluster_id, kind, namespace, name, state, reason, actor_type, actor_name,
      deciding_since, requested_at, finished_at, deadline_at, lease_until, last_step)
    SELECT id, service_id, environment_id, cluster_id, kind, namespace, name, ${state}::rollback_state, 'Logins fail', 'system', 'test',
      created_at, now(), CASE WHEN ${state} = 'REQUESTED' THEN NULL ELSE now() END, now(), now() + interval '1 hour', 1
    FROM rollback_plan WHERE id = ${plan_id}::uuid RETURNING id`);
  if (!row) throw new Error('no plan');
  await primarySql(sql`
    INSERT INTO rollback_step (rollback_id, seq, at, state, detail) VALUES (${row.id}::uuid, 1, now(), ${state}::rollback_state, 'Requested')`);
  return row.id;
}

const inStates =
  (valid: 'REQUESTED' | 'UNKNOWN') =>
  async (send: Send): Promise<Given> => ({
    params: { id: await setAside(send, valid) },
    staleParams: { id: await setAside(send, 'VERIFIED') },
    ...(valid === 'UNKNOWN' ? { once: true } : {}),
  });

/** A cluster that answers nothing that can be understood. */
async function breakDown(cluster: string): Promise<void> {
  await primarySql(sql`UPDATE cluster SET simulation = '{"workloads": "none"}' WHERE id = ${cluster}::uuid`);
}

async function brokenCluster(send: Send): Promise<string> {
  const id = await newCluster(send);
  await breakDown(id);
  return id;
}

/** A cluster on which a rollback runs. */
async function busyCluster(send: Send): Promise<string> {
  const id = await setAside(send, 'REQUESTED');
  const [row] = await primarySql<{ id: string }>(sql`SELECT cluster_id AS id FROM rollback WHERE id = ${id}::uuid`);
  return row?.id ?? '';
}

/** A cluster as the demo makes it: its service runs a version that is fine, so that a bad one can be deployed. */
export async function demoCluster(send: Send): Promise<string> {
  const cluster = await newCluster(send);
  const ref = { kind: 'k8s-deployment' as const, namespace: 'payments', name: brokenService };
  await simulate(cluster, ref, [revisionOf(brokenService, 'v2.1.0')]);
  await primarySql(sql`
    INSERT INTO source (kind, name) SELECT 'demo', 'Demo data' WHERE NOT EXISTS (SELECT 1 FROM source WHERE kind = 'demo')`);
  await send('PUT', `/api/v1/services/${brokenService}/targets/production`, { cluster, ...ref });
  return cluster;
}

export const rollbackCases: Record<string, (send: Send) => Given | Promise<Given>> = {
  listClusters: () => ({}),
  createCluster: () => ({ body: simulatedBody(), once: true }),
  readCluster: ofCluster,
  removeCluster: async (send) => ({ ...(await ofCluster(send)), staleParams: { id: await busyCluster(send) } }),
  checkCluster: ofCluster,
  listWorkloads: async (send) => ({
    ...(await ofCluster(send)),
    provoking: { 502: { params: { id: await brokenCluster(send) } } },
  }),
  listTargets: async (send) => ({ params: { slug: (await linked(send)).service } }),
  linkTarget: async (send) => {
    const { service, environment, target } = await linked(send);
    return { params: { slug: service, environment }, body: target };
  },
  unlinkTarget: async (send) => {
    const { service, environment } = await linked(send);
    return { params: { slug: service, environment } };
  },
  planRollback: async (send) => {
    const { service, environment } = await linked(send);
    const broken = await linked(send);
    await breakDown(broken.target.cluster);
    return {
      body: { service, environment },
      provoking: {
        404: { body: { service, environment: 'nowhere' } },
        409: { body: { service, environment, to: { key: 'never-seen' } } },
        502: { body: { service: broken.service, environment } },
      },
    };
  },
  requestRollback: async (send) => {
    const body = await wanted(send);
    return { body, once: true, provoking: { 404: { body: { ...body, plan_id: randomUUID() } } } };
  },
  listRollbacks: () => ({}),
  readRollback: async (send) => ({ params: { id: await setAside(send, 'VERIFIED') } }),
  cancelRollback: inStates('REQUESTED'),
  lookAgain: inStates('UNKNOWN'),
};
