import sql from 'sql-template-tag';
import { z } from 'zod';
import { linkTarget } from '@/lib/clusters/commands/link-target';
import { createCluster } from '@/lib/clusters/commands/save-cluster';
import type { SimulatedState } from '@/lib/clusters/schema/simulated';
import type { Tx } from '@/lib/db/transaction';
import { reportDeployments } from '@/lib/deployments/commands/report';
import { deploymentBody } from '@/lib/deployments/schema';
import { reportIncidents } from '@/lib/incidents/commands/report';
import { incidentBody } from '@/lib/incidents/schema';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import {
  badDeployment,
  badReleaseIncident,
  brokenService,
  type DemoRevision,
  demoRef,
  demoWorkload,
  nextBadVersion,
  type ServedVersion,
} from '../model/cluster';

const minuteMs = 60_000;
const clusterName = 'Demo cluster (simulated)';

type Served = { service: string; team: string; deployments: ServedVersion[] };

/**
 * Gives the demo company a simulated cluster on which each of its services runs what its deployments say, with the records that make earlier
 * versions known good; and a release of one service that crashes, with the incident that it caused. On a database that never had a
 * cluster; answers the number of the incident, or null.
 */
export const addDemoCluster = command({
  name: 'demo.cluster',
  permission: 'cluster:manage',
  input: z.strictObject({ sourceId: z.int() }),
  run: async ({ tx, actor, input: { sourceId }, now, requestId }): Promise<number | null> => {
    // Two starting processes come one after the other; a cluster that somebody removed does not come back.
    await tx.sql(sql`LOCK TABLE cluster IN SHARE ROW EXCLUSIVE MODE`);
    const known = await tx.sql(sql`SELECT 1 FROM cluster LIMIT 1`);
    if (known.length > 0) return null;
    const services = await readServed(tx, sourceId);
    const broken = services.find(({ service }) => service === brokenService);
    if (!broken) return null;
    const at = { tx, actor: { kind: 'system', name: 'demo data', sourceId } as const, now, requestId };
    const { version, finishedAt } = nextAfter(broken.deployments, now);
    const [reported] = await reportDeployments.join({
      ...at,
      input: [deploymentBody.parse(badDeployment(brokenService, version, finishedAt))],
    });
    if (!reported?.ok) throw reported?.error ?? new Error('the bad release was not stored');
    broken.deployments.push({ version, status: 'succeeded', finishedAt });

    const cluster = await createCluster.join({
      tx,
      actor,
      input: { name: clusterName, kind: 'simulated' },
      now,
      requestId,
    });
    const made = services.map(({ service, team, deployments }) => ({
      service,
      ref: demoRef(team, service),
      ...demoWorkload({ service, team, isBroken: service === brokenService }, deployments, now),
    }));
    const state: SimulatedState = { workloads: made.map(({ workload }) => workload), faults: [] };
    await tx.sql(sql`
      UPDATE cluster SET simulation = ${JSON.stringify(state)}::jsonb WHERE id = ${cluster.id}::uuid`);
    for (const { service, ref, revisions } of made) {
      const link = { slug: service, environment: 'production', cluster: cluster.id, ...ref };
      await linkTarget.join({ tx, actor, input: link, now, requestId });
      await insertRevisions(tx, cluster.id, ref, revisions);
    }
    const detectedAt = new Date(Math.min(finishedAt.getTime() + 3 * minuteMs, now.getTime()));
    const [told] = await reportIncidents.join({
      ...at,
      input: [incidentBody.parse(badReleaseIncident(brokenService, version, finishedAt, detectedAt))],
    });
    if (!told?.ok) throw told?.error ?? new Error('the incident was not stored');
    return told.number;
  },
  audit: (incident) => (incident === null ? null : { subject: clusterName, detail: { incident: `INC-${incident}` } }),
  announce: (incident) => (incident === null ? [] : ['overview', incidentChannel(incident)]),
  afterCommit: () => refreshRollupsSoon(),
});

/** What reached production of each service that the demo reported, oldest first; the last 60. */
async function readServed(tx: Tx, sourceId: number): Promise<Served[]> {
  const rows = await tx.sql<ServedVersion & { service: string; team: string }>(sql`
    SELECT s.slug AS service, t.slug AS team, d.version, d.status, d.finished_at AS "finishedAt"
    FROM service s JOIN team t ON t.id = s.team_id JOIN LATERAL (
      SELECT x.id, x.version, x.status, x.finished_at
      FROM deployment x JOIN environment e ON e.id = x.environment_id AND e.name = 'production'
      WHERE x.service_id = s.id AND x.source_id = ${sourceId} AND x.status IN ('succeeded', 'rolled_back')
        AND x.finished_at IS NOT NULL AND x.version IS NOT NULL
      ORDER BY x.finished_at DESC, x.id DESC LIMIT 60) d ON true
    ORDER BY s.slug, d.finished_at, d.id`);
  const services = new Map<string, Served>();
  for (const { service, team, ...deployment } of rows) {
    const known = services.get(service) ?? { service, team, deployments: [] };
    known.deployments.push(deployment);
    services.set(service, known);
  }
  return [...services.values()];
}

/** A bad release of a few minutes ago that is the newest all the same, and not of the future. */
function nextAfter(deployments: ServedVersion[], now: Date): { version: string; finishedAt: Date } {
  const newestMs = deployments.at(-1)?.finishedAt.getTime() ?? 0;
  const finishedMs = Math.min(now.getTime(), Math.max(now.getTime() - 9 * minuteMs, newestMs + minuteMs));
  return { version: nextBadVersion(deployments.map(({ version }) => version)), finishedAt: new Date(finishedMs) };
}

async function insertRevisions(
  tx: Tx,
  clusterId: string,
  { kind, namespace, name }: ReturnType<typeof demoRef>,
  revisions: DemoRevision[],
): Promise<void> {
  await tx.sql(sql`
    INSERT INTO workload_revision (cluster_id, kind, namespace, name, key, spec_hash, images, first_seen_at, last_current_at, is_current,
      healthy_seconds, rolled_back_at)
    SELECT ${clusterId}::uuid, ${kind}::workload_kind, ${namespace ?? ''}, ${name}, r.key, r.key, r.images, r."firstSeenAt", r."lastCurrentAt",
      r."isCurrent", r."healthySeconds", r."rolledBackAt"
    FROM jsonb_to_recordset(${JSON.stringify(revisions)}::jsonb) AS r (key text, images jsonb, "firstSeenAt" timestamptz,
      "lastCurrentAt" timestamptz, "isCurrent" boolean, "healthySeconds" int, "rolledBackAt" timestamptz)`);
}
