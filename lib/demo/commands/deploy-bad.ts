import sql from 'sql-template-tag';
import { z } from 'zod';
import { takeAlerts } from '@/lib/alerts/commands/take-alerts';
import type { IncomingAlert } from '@/lib/alerts/schema';
import { simulatedStore } from '@/lib/clusters/commands/simulated-store';
import { simulatedCluster } from '@/lib/clusters/registry';
import { clusterIdInput } from '@/lib/clusters/schema/settings';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { reportDeployments } from '@/lib/deployments/commands/report';
import { deploymentBody } from '@/lib/deployments/schema';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { type CommandContext, command } from '@/lib/server/command';
import { badDeployment, brokenService, crashingRevision } from '../model/cluster';
import { type Breakable, readBreakable } from '../queries/breakable';

const callLimitMs = 10_000;

const named = z.strictObject({ id: z.uuid(), version: z.string() });

/** Says before the simulation is touched that this person may, and which version is to be deployed. */
const beginDeploy = command({
  name: 'demo.deploy_bad',
  permission: 'cluster:operate',
  input: clusterIdInput,
  audit: 'none',
  run: async ({ tx, input: { id } }): Promise<Breakable> => {
    const found = await readBreakable(id, tx);
    if (!found) throw new NotFoundError('A simulated cluster of the demo');
    if (found.isBroken) {
      const message = `${brokenService} runs ${found.version} already, which does not start. Roll it back first.`;
      throw new ConflictError('cluster_refused', message);
    }
    const running = await tx.sql(sql`
      SELECT 1 FROM rollback WHERE cluster_id = ${id}::uuid AND state IN ('REQUESTED', 'APPLIED', 'OBSERVING') LIMIT 1`);
    if (running.length > 0)
      throw new ConflictError('rollback_running', 'A rollback runs on this cluster. Wait until it has ended.');
    return found;
  },
});

/** Reports the deployment as a pipeline would, and the alert that follows from it. Told again, it changes nothing. */
const noteDeploy = command({
  name: 'demo.deploy_bad',
  permission: 'cluster:operate',
  input: named,
  run: async ({ tx, input: { id, version }, now: at, requestId }) => {
    const found = await readBreakable(id, tx);
    if (!found) throw new NotFoundError('A simulated cluster of the demo');
    const { sourceId } = found;
    const loader = { kind: 'system', name: 'demo data', sourceId } as const;
    const [reported] = await reportDeployments.join({
      tx,
      actor: loader,
      now: at,
      requestId,
      input: [deploymentBody.parse(badDeployment(brokenService, version, at))],
    });
    if (!reported?.ok) throw reported?.error ?? new Error('the bad release was not stored');
    const sender = { sourceId, name: 'Demo data', mode: 'triage' as const };
    const { incidents } = await takeAlerts(
      { tx, actor: loader, sender, receivedAt: at, now: at },
      { severityOf: () => 'SEV2', service: brokenService, environment: 'production' },
      { alerts: [alertOf(version, at)], happenings: [] },
    );
    return { id, version, numbers: incidents.map(({ number }) => number) };
  },
  audit: ({ id, version }) => ({ subject: `${brokenService} ${version}`, detail: { cluster: id, simulated: true } }),
  announce: ({ numbers }) => ['overview', ...numbers.map(incidentChannel)],
  afterCommit: () => refreshRollupsSoon(),
});

/**
 * Deploys a version that crashes to the demo's simulated cluster, with its report and the alert that a monitor would send, so that it can be
 * rolled back again. Throws NotFoundError for every other cluster, ConflictError
 * `cluster_refused` while a bad version runs, `rollback_running` while a rollback does.
 */
export const deployBadVersion = {
  name: noteDeploy.name,
  permission: noteDeploy.permission,
  execute: async (input: z.input<typeof clusterIdInput>, context: CommandContext) => {
    const { ref, version } = await beginDeploy.execute(input, context);
    // Deployed again after an answer was lost, the same version changes nothing.
    await simulatedCluster(simulatedStore(input.id)).deployTo(
      ref,
      crashingRevision(brokenService, version, now()),
      AbortSignal.timeout(callLimitMs),
    );
    const { numbers } = await noteDeploy.execute({ id: input.id, version }, context);
    return { id: input.id, version, incidents: numbers.map((number) => `INC-${number}`) };
  },
};

function alertOf(version: string, at: Date): IncomingAlert {
  return {
    state: 'firing',
    dedupKey: `${brokenService}-${version}-crashes`,
    identity: `${brokenService}-crashes`,
    title: `${brokenService} keeps restarting`,
    summary: `Pods of ${brokenService} crash soon after their start, since ${version}. This alert is part of the simulation.`,
    url: null,
    labels: { service: brokenService, version },
    level: null,
    attachesOnly: false,
    service: brokenService,
    environment: 'production',
    groupKey: null,
    isGroupExplicit: false,
    startsAt: at,
    endsAt: null,
  };
}
