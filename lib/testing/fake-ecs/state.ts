/** What the fake ECS knows. Times are milliseconds since 1970. */
export type FakeTask = {
  arn: string;
  definition: string;
  /** The deployment that started it. */
  startedBy: string;
  desiredStatus: 'RUNNING' | 'STOPPED';
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  sinceMs: number;
  stopCode?: 'EssentialContainerExited' | 'TaskFailedToStart' | 'ServiceSchedulerInitiated';
  stoppedReason?: string;
  exitCode?: number;
};

export type FakeDeployment = {
  id: string;
  status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE';
  definition: string;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  reason: string;
  createdMs: number;
  failedTasks: number;
};

export type FakeServiceDeployment = {
  arn: string;
  createdMs: number;
  status:
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOPPED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'ROLLBACK_FAILED';
  revision: string;
  /** Task definition that it replaces, and would go back to. */
  source: string | null;
  requestedMs: number | null;
};

export type FakeDefinition = {
  arn: string;
  family: string;
  revision: number;
  image: string;
  environment: { name: string; value: string }[];
  status: 'ACTIVE' | 'INACTIVE';
  registeredMs: number;
};

export type FakeService = {
  arn: string;
  name: string;
  cluster: string;
  desired: number;
  controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  circuitBreaker: boolean;
  tags: { key: string; value: string }[];
  events: { id: string; createdMs: number; message: string }[];
  deployments: FakeDeployment[];
  serviceDeployments: FakeServiceDeployment[];
  tasks: FakeTask[];
};

export type FakeState = {
  services: FakeService[];
  definitions: FakeDefinition[];
  /** Service revisions: which task definition each ran. */
  revisions: { arn: string; definition: string; createdMs: number }[];
  made: number;
};

const prefix = 'arn:aws:ecs:eu-central-1:123456789012:';
export const digestOf = (image: string) => `sha256:${Buffer.from(image).toString('hex').padEnd(64, '0').slice(0, 64)}`;

export function nextId(state: FakeState): string {
  state.made += 1;
  return String(state.made).padStart(6, '0');
}

export function addDefinition(state: FakeState, family: string, image: string, nowMs: number): FakeDefinition {
  const revision = state.definitions.filter((each) => each.family === family).length + 1;
  const definition: FakeDefinition = {
    arn: `${prefix}task-definition/${family}:${revision}`,
    family,
    revision,
    image,
    environment: [{ name: 'PASSWORD', value: `hunter${revision}` }],
    status: 'ACTIVE',
    registeredMs: nowMs,
  };
  state.definitions.push(definition);
  return definition;
}

export function addService(state: FakeState, cluster: string, name: string, desired: number): FakeService {
  const service: FakeService = {
    arn: `${prefix}service/${cluster}/${name}`,
    name,
    cluster,
    desired,
    controller: 'ECS',
    circuitBreaker: false,
    tags: [],
    events: [],
    deployments: [],
    serviceDeployments: [],
    tasks: [],
  };
  state.services.push(service);
  return service;
}

export const primaryOf = ({ deployments }: FakeService) => deployments.find(({ status }) => status === 'PRIMARY');
export const imageOf = (state: FakeState, arn: string) =>
  state.definitions.find((each) => each.arn === arn)?.image ?? '';

/** Makes a deployment of `definition` the primary one; the one before stays until its tasks are gone. */
export function beginDeployment(service: FakeService, state: FakeState, definition: string, nowMs: number): void {
  for (const each of service.deployments) each.status = 'ACTIVE';
  service.deployments.unshift({
    id: `ecs-svc/${nextId(state)}`,
    status: 'PRIMARY',
    definition,
    rolloutState: 'IN_PROGRESS',
    reason: 'ECS deployment in progress.',
    createdMs: nowMs,
    failedTasks: 0,
  });
}

/** A deployment as UpdateService begins it: the one under way is stopped, and its history has a line more. */
export function deploy(service: FakeService, state: FakeState, definition: string, nowMs: number): void {
  const good = service.serviceDeployments.find(({ status }) => status === 'SUCCESSFUL');
  for (const each of service.serviceDeployments) if (each.status === 'IN_PROGRESS') each.status = 'STOPPED';
  const arn = `${prefix}service-revision/${service.cluster}/${service.name}/${nextId(state)}`;
  state.revisions.push({ arn, definition, createdMs: nowMs });
  service.serviceDeployments.unshift({
    arn: `${prefix}service-deployment/${service.cluster}/${service.name}/${nextId(state)}`,
    createdMs: nowMs,
    status: 'IN_PROGRESS',
    revision: arn,
    source: state.revisions.find((each) => each.arn === good?.revision)?.definition ?? null,
    requestedMs: null,
  });
  beginDeployment(service, state, definition, nowMs);
}
