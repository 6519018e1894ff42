import type { ClusterAdapter } from './adapter';
import { dockerSwarm } from './adapters/docker-swarm';
import { ecs } from './adapters/ecs';
import { kubernetes, serverOf } from './adapters/kubernetes';
import { type SimulatedCluster, type SimulatedStore, simulated } from './adapters/simulated';
import type { ClusterConnection, ClusterKind, ConnectionOf } from './schema';

/** What an adapter may need beside the connection: where a simulated cluster is kept. */
export type AdapterParts = { simulatedStore: SimulatedStore };
type Maker<K extends ClusterKind> = (connection: ConnectionOf<K>, parts: AdapterParts) => ClusterAdapter;

/** One line for each kind of cluster. */
const makers: { [K in ClusterKind]: Maker<K> } = {
  'aws-ecs': (connection) => ecs(connection),
  'docker-swarm': dockerSwarm,
  kubernetes: (connection) => kubernetes(connection),
  simulated: (_connection, { simulatedStore }) => simulated(simulatedStore),
};

/** The adapter that speaks to a cluster. Connects to nothing by itself. */
export function adapterFor(connection: ClusterConnection, parts: AdapterParts): ClusterAdapter {
  return madeBy(connection.kind, connection, parts);
}

/** The simulated cluster that `store` holds, which can also be deployed to. */
export function simulatedCluster(store: SimulatedStore): SimulatedCluster {
  return simulated(store);
}

function madeBy<K extends ClusterKind>(kind: K, connection: ClusterConnection, parts: AdapterParts): ClusterAdapter {
  const make: Maker<K> = makers[kind];
  // The kind is the connection's own.
  return make(connection as ConnectionOf<K>, parts);
}

/** Where a connection leads, for people; nothing secret. INVALID, UNSUPPORTED: it cannot be used at all, the message says why. */
export async function addressOf(connection: ClusterConnection): Promise<string> {
  switch (connection.kind) {
    case 'kubernetes':
      return connection.inCluster ? 'the cluster that Fairlead runs in' : serverOf(connection);
    case 'docker-swarm':
      return connection.endpoint;
    case 'aws-ecs':
      return connection.endpoint ?? connection.region;
    case 'simulated':
      return 'inside Fairlead';
  }
}
