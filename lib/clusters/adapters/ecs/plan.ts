import type { Service, ServiceDeploymentBrief, TaskDefinition } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { AdapterError, type AdapterPlan, type PlanWarning } from '../../adapter';
import type { AskEcs } from './client';
import { deploymentsOf, type Found, revisionsOf } from './reads';
import { changesOf, type EcsVersion, ownerOf, shortName } from './revisions';

/** What a plan carries to its execution. */
export const ecsPayload = z.strictObject({
  serviceArn: z.string(),
  taskDefinition: z.string(),
  /** The deployment under way that is to be stopped and rolled back; null: a deployment of the target is begun. */
  stops: z.string().nullable(),
});
export type EcsPayload = z.infer<typeof ecsPayload>;

/** Works a rollback out from what was read. NO_PREVIOUS: the key is unknown, or names a task definition that ECS no longer runs. */
export async function planFor(
  ask: AskEcs,
  found: Found,
  versions: EcsVersion[],
  key: string,
  signal: AbortSignal,
): Promise<AdapterPlan> {
  const from = versions.find(({ revision }) => revision.current);
  const to = versions.find(({ revision }) => revision.key === key);
  if (!from || !to)
    throw new AdapterError('NO_PREVIOUS', 'Neither the deployments nor the family of tasks has that version.');
  const noop = to === from;
  if (!noop && to.definition.status !== 'ACTIVE') {
    const name = shortName(key);
    throw new AdapterError(
      'NO_PREVIOUS',
      `Task definition ${name} is ${to.definition.status}: register it again to run it.`,
    );
  }
  const stops = noop ? null : await deploymentToStop(ask, found, key, signal);
  const payload: EcsPayload = { serviceArn: found.service.serviceArn ?? '', taskDefinition: key, stops };
  return {
    from: from.revision,
    to: to.revision,
    noop,
    warnings: warningsOf(found.service, to),
    steps: noop ? [] : stepsOf(found, key, stops),
    changes: changesOf(from.definition, to.definition),
    lock: { token: found.primary.id },
    payload,
  };
}

const isUnderWay = ({ status }: ServiceDeploymentBrief) => status === 'IN_PROGRESS' || status === 'PENDING';

/** The deployment under way, when to stop it leads to the target: ECS goes back to what the last successful one deployed. */
async function deploymentToStop(
  ask: AskEcs,
  found: Found,
  target: string,
  signal: AbortSignal,
): Promise<string | null> {
  const [newest, ...before] = await deploymentsOf(ask, found, signal);
  if (!newest?.serviceDeploymentArn || !isUnderWay(newest)) return null;
  const good = before.find(({ status }) => status === 'SUCCESSFUL')?.targetServiceRevisionArn;
  if (!good) return null;
  const [revision] = await revisionsOf(ask, [good], signal);
  return revision?.taskDefinition === target ? newest.serviceDeploymentArn : null;
}

function stepsOf({ service, primary }: Found, key: string, stops: string | null): string[] {
  const owner = ownerOf(service);
  return [
    stops
      ? `Stop the deployment under way of ${service.serviceName} and let ECS roll it back to ${shortName(key)}.`
      : `Deploy task definition ${shortName(key)} to ${service.serviceName} in place of ${shortName(primary.taskDefinition ?? '')}.`,
    `Keep the number of tasks at ${service.desiredCount ?? 0}, and everything else of the service.`,
    ...(owner ? [`Change what ${owner.detail} names afterwards, or its next run brings the other version back.`] : []),
  ];
}

function warningsOf(service: Service, { revision, definition }: EcsVersion): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  const owner = ownerOf(service);
  if (owner) {
    const detail = `The service belongs to ${owner.detail}, which still names the other version.`;
    warnings.push({ code: 'GITOPS_WILL_REVERT', detail });
  }
  if (
    (service.deployments?.length ?? 0) > 1 ||
    service.deployments?.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS')
  ) {
    warnings.push({ code: 'ROLLOUT_IN_PROGRESS', detail: 'A deployment is under way. The rollback takes its place.' });
  }
  const loose = revision.images.find(
    ({ image }, index) => image && !definition.containerDefinitions?.[index]?.image?.includes('@'),
  );
  if (loose) {
    const detail = `${loose.image} is named by its tag only, which may be gone or stand for another image by now.`;
    warnings.push({ code: 'IMAGE_MAYBE_GONE', detail });
  }
  if (!checksHealth(service, definition)) {
    warnings.push({ code: 'NO_HEALTHCHECK', detail: 'No health check is known: healthy means no more than started.' });
  }
  return warnings;
}

function checksHealth({ loadBalancers = [] }: Service, { containerDefinitions = [] }: TaskDefinition): boolean {
  return loadBalancers.length > 0 || containerDefinitions.some(({ healthCheck }) => healthCheck !== undefined);
}
