import {
  DescribeServicesCommand,
  ListClustersCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { AdapterError, type Ping } from '../../adapter';
import type { AskEcs } from './client';

/** A task definition that does not exist: whoever may update a service is told so, and nothing changes. */
const nothing = 'fairlead-asks-whether-it-may:1';

/**
 * What the credentials may do, asked by calls that change nothing. ECS has no question for rights, and they are given for services one
 * by one, so the first service of `namespace` (or of the first cluster) is asked about. Excess rights cannot be seen.
 */
export async function pingEcs(
  ask: AskEcs,
  region: string,
  namespace: string | null,
  signal: AbortSignal,
): Promise<Ping> {
  const missing: string[] = [];
  async function may<T>(action: string, call: Promise<T>): Promise<T | null> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof AdapterError) || !['FORBIDDEN', 'INVALID', 'NOT_FOUND'].includes(error.code)) throw error;
      if (error.code === 'FORBIDDEN') missing.push(`ecs:${action}`);
      return null;
    }
  }
  const clusters =
    namespace === null
      ? await may(
          'ListClusters',
          ask('read', signal, (client, options) => client.send(new ListClustersCommand({}), options)),
        )
      : null;
  const cluster = namespace ?? clusters?.clusterArns?.[0] ?? 'default';
  const services = await may(
    'ListServices',
    ask('read', signal, (client, options) => client.send(new ListServicesCommand({ cluster }), options)),
  );
  const [service = 'nobody'] = services?.serviceArns ?? [];
  await may(
    'DescribeServices',
    ask('read', signal, (client, options) =>
      client.send(new DescribeServicesCommand({ cluster, services: [service] }), options),
    ),
  );
  await may(
    'ListServiceDeployments',
    ask('read', signal, (client, options) =>
      client.send(new ListServiceDeploymentsCommand({ cluster, service }), options),
    ),
  );
  await may(
    'ListTaskDefinitions',
    ask('read', signal, (client, options) => client.send(new ListTaskDefinitionsCommand({ maxResults: 1 }), options)),
  );
  await may(
    'ListTasks',
    ask('read', signal, (client, options) => client.send(new ListTasksCommand({ cluster }), options)),
  );
  await may(
    'UpdateService',
    ask('write', signal, (client, options) =>
      client.send(new UpdateServiceCommand({ cluster, service, taskDefinition: nothing }), options),
    ),
  );
  const has = (...actions: string[]) => actions.every((action) => !missing.includes(`ecs:${action}`));
  const seesHistory = has('DescribeServices', 'ListServiceDeployments', 'ListTaskDefinitions');
  const seesTasks = has('DescribeServices', 'ListTasks');
  return {
    version: `ECS in ${region}`,
    permissions: {
      list: has('ListClusters', 'ListServices', 'DescribeServices'),
      history: seesHistory,
      rollback: seesHistory && has('UpdateService'),
      observe: seesTasks,
      verify: seesTasks,
    },
    missing,
    excess: [],
  };
}
