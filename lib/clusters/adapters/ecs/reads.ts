import {
  type Deployment,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type Service,
  type ServiceDeploymentBrief,
  type ServiceRevision,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { AdapterError, type WorkloadRef } from '../../adapter';
import { type AskEcs, batches, pages } from './client';

const mostTasks = 1_000;
const mostDeployments = 100;
const mostDefinitions = 20;

/** A service that runs, and the deployment that is to be the only one. */
export type Found = { service: Service; primary: Deployment & { id: string }; cluster: string };

/** NOT_FOUND: there is none, or it was deleted. UNSUPPORTED: somebody else than ECS deploys it. */
export async function serviceOf(ask: AskEcs, ref: WorkloadRef, signal: AbortSignal): Promise<Found> {
  const cluster = ref.namespace ?? 'default';
  const command = new DescribeServicesCommand({ cluster, services: [ref.name], include: ['TAGS'] });
  const { services = [] } = await ask('read', signal, (client, options) => client.send(command, options));
  const service = services.find(({ status }) => status !== 'INACTIVE');
  if (!service) throw new AdapterError('NOT_FOUND', `There is no service ${ref.name} in ECS cluster ${cluster}.`);
  requireEcsDeploys(service);
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY');
  if (!primary?.id) throw new AdapterError('NOT_FOUND', `Service ${ref.name} has no deployment.`);
  return { service, primary: { ...primary, id: primary.id }, cluster };
}

/** Is the service one whose deployments ECS itself makes? */
export const isDeployedByEcs = ({ deploymentController }: Service) => (deploymentController?.type ?? 'ECS') === 'ECS';

function requireEcsDeploys(service: Service): void {
  if (isDeployedByEcs(service)) return;
  const { type } = service.deploymentController ?? {};
  const who = type === 'CODE_DEPLOY' ? 'CodeDeploy' : 'an external controller';
  throw new AdapterError('UNSUPPORTED', `${service.serviceName} is deployed by ${who}: roll it back there.`);
}

/** Deployments of the last 90 days, newest first. */
export async function deploymentsOf(
  ask: AskEcs,
  { service, cluster }: Found,
  signal: AbortSignal,
): Promise<ServiceDeploymentBrief[]> {
  const name = service.serviceName;
  const found = await pages(async (nextToken) => {
    const command = new ListServiceDeploymentsCommand({ cluster, service: name, maxResults: 100, nextToken });
    const answer = await ask('read', signal, (client, options) => client.send(command, options));
    return { items: answer.serviceDeployments, nextToken: answer.nextToken };
  }, mostDeployments);
  return found.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
}

export async function revisionsOf(ask: AskEcs, arns: string[], signal: AbortSignal): Promise<ServiceRevision[]> {
  const found = await Promise.all(
    batches([...new Set(arns)], 20).map((serviceRevisionArns) => {
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns });
      return ask('read', signal, (client, options) => client.send(command, options));
    }),
  );
  return found.flatMap(({ serviceRevisions = [] }) => serviceRevisions);
}

/** The newest task definitions of a family that can be run, newest first. */
export async function definitionArnsOf(ask: AskEcs, family: string, signal: AbortSignal): Promise<string[]> {
  const command = new ListTaskDefinitionsCommand({
    familyPrefix: family,
    sort: 'DESC',
    status: 'ACTIVE',
    maxResults: mostDefinitions,
  });
  const { taskDefinitionArns = [] } = await ask('read', signal, (client, options) => client.send(command, options));
  return taskDefinitionArns;
}

/** Task definitions by ARN, five at a time, so that a long list is no burst. */
export async function definitionsOf(
  ask: AskEcs,
  arns: string[],
  signal: AbortSignal,
): Promise<Map<string, TaskDefinition>> {
  const found = new Map<string, TaskDefinition>();
  for (const some of batches([...new Set(arns)], 5)) {
    await Promise.all(
      some.map(async (taskDefinition) => {
        const command = new DescribeTaskDefinitionCommand({ taskDefinition });
        const answer = await ask('read', signal, (client, options) => client.send(command, options));
        if (answer.taskDefinition) found.set(taskDefinition, answer.taskDefinition);
      }),
    );
  }
  return found;
}

/** Tasks of a service, those that should run or those that were told to stop within the last hour. */
export async function tasksOf(
  ask: AskEcs,
  { service, cluster }: Found,
  desiredStatus: 'RUNNING' | 'STOPPED',
  signal: AbortSignal,
): Promise<Task[]> {
  const serviceName = service.serviceName;
  const arns = await pages(async (nextToken) => {
    const command = new ListTasksCommand({ cluster, serviceName, desiredStatus, nextToken });
    const answer = await ask('read', signal, (client, options) => client.send(command, options));
    return { items: answer.taskArns, nextToken: answer.nextToken };
  }, mostTasks);
  const found = await Promise.all(
    batches(arns, 100).map((tasks) => {
      const command = new DescribeTasksCommand({ cluster, tasks });
      return ask('read', signal, (client, options) => client.send(command, options));
    }),
  );
  return found.flatMap(({ tasks = [] }) => tasks);
}
