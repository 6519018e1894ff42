import { advance } from './scheduler';
import {
  deploy,
  digestOf,
  type FakeDefinition,
  type FakeService,
  type FakeState,
  type FakeTask,
  imageOf,
  primaryOf,
} from './state';

/** An error as ECS answers it: status 400 and its type. */
export class EcsFault extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export type Input = Record<string, unknown>;
type Operation = (state: FakeState, input: Input, nowMs: number) => unknown;

const seconds = (ms: number) => ms / 1000;
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const last = (arn: unknown) => String(arn).split('/').at(-1) ?? '';

function serviceOf(state: FakeState, { cluster = 'default', service }: Input): FakeService {
  const inCluster = state.services.filter((each) => each.cluster === last(cluster));
  if (inCluster.length === 0) throw new EcsFault('ClusterNotFoundException', 'Cluster not found.');
  const found = inCluster.find(({ name }) => name === last(service));
  if (!found) throw new EcsFault('ServiceNotFoundException', 'Service not found.');
  return found;
}

/** 'shop:41', 'shop' or an ARN. */
function definitionOf(state: FakeState, name: unknown): FakeDefinition {
  const [family, revision] = last(name).split(':');
  const ofFamily = state.definitions.filter((each) => each.family === family);
  const found = revision ? ofFamily.find((each) => String(each.revision) === revision) : ofFamily.at(-1);
  if (!found) throw new EcsFault('ClientException', 'Unable to describe task definition.');
  return found;
}

const page = (all: string[], { nextToken, maxResults }: Input, most: number) => {
  const [from, size] = [Number(nextToken ?? 0), Math.min(Number(maxResults ?? most), most)];
  const rest = from + size < all.length ? { nextToken: String(from + size) } : {};
  return { items: all.slice(from, from + size), ...rest };
};

function shownService(service: FakeService, lies: boolean) {
  const isAlive = (task: FakeTask, status: string) => task.lastStatus === status && task.desiredStatus === 'RUNNING';
  const count = (status: string, id?: string) =>
    service.tasks.filter((task) => isAlive(task, status) && (id === undefined || task.startedBy === id)).length;
  const shown = lies ? service.deployments.filter(({ status }) => status === 'PRIMARY') : service.deployments;
  const deployments = shown.map(({ id, status, definition, rolloutState, reason, createdMs, failedTasks }) => ({
    id,
    status,
    taskDefinition: definition,
    desiredCount: service.desired,
    pendingCount: lies ? 0 : count('PENDING', id),
    runningCount: lies ? service.desired : count('RUNNING', id),
    failedTasks: lies ? 0 : failedTasks,
    createdAt: seconds(createdMs),
    updatedAt: seconds(createdMs),
    rolloutState: lies ? 'COMPLETED' : rolloutState,
    rolloutStateReason: reason,
    launchType: 'FARGATE',
  }));
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: `arn:aws:ecs:eu-central-1:123456789012:cluster/${service.cluster}`,
    status: 'ACTIVE',
    desiredCount: service.desired,
    runningCount: lies ? service.desired : count('RUNNING'),
    pendingCount: lies ? 0 : count('PENDING'),
    taskDefinition: primaryOf(service)?.definition,
    deployments,
    deploymentController: { type: service.controller },
    events: service.events.map(({ id, createdMs, message }) => ({ id, createdAt: seconds(createdMs), message })),
    tags: service.tags,
  };
}

function shownTask(state: FakeState, task: FakeTask) {
  const image = imageOf(state, task.definition);
  const isStarted = task.lastStatus === 'RUNNING' || task.exitCode !== undefined;
  return {
    taskArn: task.arn,
    taskDefinitionArn: task.definition,
    startedBy: task.startedBy,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    healthStatus: 'UNKNOWN',
    ...(task.lastStatus === 'RUNNING' ? { startedAt: seconds(task.sinceMs) } : {}),
    ...(task.stopCode ? { stopCode: task.stopCode, stoppedReason: task.stoppedReason } : {}),
    containers: [
      {
        name: 'app',
        image,
        lastStatus: task.lastStatus,
        ...(isStarted ? { imageDigest: digestOf(image) } : {}),
        ...(task.exitCode === undefined ? {} : { exitCode: task.exitCode }),
      },
    ],
  };
}

export const operations: Record<string, Operation> = {
  ListClusters: (state) => ({
    clusterArns: [...new Set(state.services.map(({ cluster }) => cluster))].map(
      (name) => `arn:aws:ecs:eu-central-1:123456789012:cluster/${name}`,
    ),
  }),

  ListServices(state, input) {
    const arns = state.services.filter(({ cluster }) => cluster === last(input.cluster)).map(({ arn }) => arn);
    const { items, ...rest } = page(arns, input, 100);
    return { serviceArns: items, ...rest };
  },

  DescribeServices(state, input) {
    const names = list(input.services).map(last);
    if (names.length > 10) throw new EcsFault('InvalidParameterException', 'Services cannot be more than 10.');
    const found = state.services.filter(({ cluster, name }) => cluster === last(input.cluster) && names.includes(name));
    const missing = names.filter((name) => !found.some((each) => each.name === name));
    return {
      services: found.map((each) => shownService(each, input.lies === true)),
      failures: missing.map((name) => ({ arn: name, reason: 'MISSING' })),
    };
  },

  ListServiceDeployments(state, input) {
    return {
      serviceDeployments: serviceOf(state, input).serviceDeployments.map(({ arn, createdMs, status, revision }) => ({
        serviceDeploymentArn: arn,
        createdAt: seconds(createdMs),
        status,
        targetServiceRevisionArn: revision,
      })),
    };
  },

  DescribeServiceRevisions(state, input) {
    const arns = list(input.serviceRevisionArns);
    if (arns.length > 20) throw new EcsFault('InvalidParameterException', 'At most 20 revisions.');
    const found = state.revisions.filter(({ arn }) => arns.includes(arn));
    return {
      serviceRevisions: found.map(({ arn, definition, createdMs }) => {
        const image = imageOf(state, definition);
        const containerImages = [{ containerName: 'app', image, imageDigest: digestOf(image) }];
        return { serviceRevisionArn: arn, taskDefinition: definition, createdAt: seconds(createdMs), containerImages };
      }),
    };
  },

  ListTaskDefinitions(state, input) {
    const arns = state.definitions
      .filter(({ family, status }) => [undefined, family].includes(input.familyPrefix as string) && status === 'ACTIVE')
      .map(({ arn }) => arn);
    const { items, ...rest } = page(input.sort === 'DESC' ? arns.toReversed() : arns, input, 100);
    return { taskDefinitionArns: items, ...rest };
  },

  DescribeTaskDefinition(state, input) {
    const { arn, family, revision, status, image, environment, registeredMs } = definitionOf(
      state,
      input.taskDefinition,
    );
    const containerDefinitions = [{ name: 'app', image, cpu: 256, memory: 512, essential: true, environment }];
    const registeredAt = seconds(registeredMs);
    return {
      taskDefinition: {
        taskDefinitionArn: arn,
        family,
        revision,
        status,
        containerDefinitions,
        registeredAt,
        volumes: [],
      },
    };
  },

  UpdateService(state, input, nowMs) {
    const service = serviceOf(state, input);
    if (service.controller !== 'ECS') {
      throw new EcsFault(
        'InvalidParameterException',
        'Unable to update task definition on services with a CODE_DEPLOY deployment controller.',
      );
    }
    if (input.desiredCount !== undefined) service.desired = Number(input.desiredCount);
    if (input.taskDefinition !== undefined) {
      const definition = definitionOf(state, input.taskDefinition);
      if (definition.status !== 'ACTIVE') throw new EcsFault('ClientException', 'TaskDefinition is inactive');
      const isOther = primaryOf(service)?.definition !== definition.arn;
      if (isOther || input.forceNewDeployment === true) deploy(service, state, definition.arn, nowMs);
    }
    return { service: shownService(service, false) };
  },

  StopServiceDeployment(state, input, nowMs) {
    const found = state.services
      .flatMap(({ serviceDeployments }) => serviceDeployments)
      .find(({ arn }) => arn === input.serviceDeploymentArn);
    if (!found) throw new EcsFault('ServiceDeploymentNotFoundException', 'Service deployment not found.');
    if (found.status !== 'IN_PROGRESS')
      throw new EcsFault('ConflictException', 'The service deployment is not in progress.');
    Object.assign(found, { status: 'ROLLBACK_REQUESTED', requestedMs: nowMs });
    return { serviceDeploymentArn: found.arn };
  },

  ListTasks(state, input) {
    const { tasks } = serviceOf(state, {
      cluster: input.cluster,
      service: input.serviceName ?? state.services[0]?.name,
    });
    const wanted = input.desiredStatus ?? 'RUNNING';
    const { items, ...rest } = page(
      tasks.filter(({ desiredStatus }) => desiredStatus === wanted).map(({ arn }) => arn),
      input,
      100,
    );
    return { taskArns: items, ...rest };
  },

  DescribeTasks(state, input) {
    const arns = list(input.tasks);
    if (arns.length > 100) throw new EcsFault('InvalidParameterException', 'At most 100 tasks.');
    const found = state.services.flatMap(({ tasks }) => tasks).filter(({ arn }) => arns.includes(arn));
    return { tasks: found.map((task) => shownTask(state, task)), failures: [] };
  },
};

/** Lets time pass, then answers. */
export function perform(state: FakeState, name: string, input: Input, nowMs: number): unknown {
  for (const service of state.services) advance(service, state, nowMs);
  const operation = operations[name];
  if (!operation) throw new EcsFault('UnknownOperationException', `The fake knows no ${name}.`);
  return operation(state, input, nowMs);
}
