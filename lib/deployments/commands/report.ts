import { z } from 'zod';
import { appendDeliveries, requireSource, sourceOf } from '@/lib/audit/deliveries';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import type { DeploymentReport } from '../schema';
import { type DeploymentOutcome, writeDeployments } from './write';

/** Reports that were parsed at the door by `deploymentBody`; parsing them again would cost as much as writing them. */
const parsedReports = z.custom<DeploymentReport[]>(Array.isArray);

/**
 * Writes reports of deployments, each refused or accepted by itself; outcomes in order. For bulk and for data that the program
 * makes itself; the delivery log, and the roll-ups' refresh once all is written, are the caller's.
 */
export const reportDeployments = command({
  name: 'deployment.report_many',
  permission: 'deployment:report',
  input: parsedReports,
  audit: 'none',
  run: async ({ tx, actor, input, now }) => writeDeployments(tx, requireSource(sourceOf(actor)), input, now),
  announce: (outcomes: DeploymentOutcome[]) => (outcomes.some((outcome) => outcome.ok && !outcome.duplicate) ? ['overview'] : []),
});

/** What became of one event. */
export type Receipt = { id: string; deploymentId: number; status: string; created: boolean; duplicate: boolean };

/** Writes one report of a deployment and notes its delivery; throws when it cannot be accepted, and then stores nothing. */
export const reportDeployment = command({
  name: 'deployment.report',
  permission: 'deployment:report',
  input: z.custom<DeploymentReport>(),
  audit: 'none',
  run: async ({ tx, actor, input, now, requestId = '' }): Promise<Receipt> => {
    const sourceId = requireSource(sourceOf(actor));
    const [outcome] = await writeDeployments(tx, sourceId, [input], now);
    if (!outcome) throw new Error('a report without an outcome');
    if (!outcome.ok) throw outcome.error;
    const { id, deploymentId, status, created, duplicate } = outcome;
    const result = created ? 'created' : duplicate ? 'duplicate' : 'updated';
    await appendDeliveries(tx, [{ sourceId, kind: 'deployment', externalId: id, result, requestId }]);
    return { id, deploymentId, status, created, duplicate };
  },
  announce: (receipt) => (receipt.duplicate ? [] : ['overview']),
  afterCommit: refreshRollupsSoon,
});
