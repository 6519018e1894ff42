import { seal, unseal } from '@/lib/auth/seal';
import { type ClusterConnection, clusterConnection } from '../schema';

// Bound to the row, so that one cluster's credentials cannot be moved to another, whose address somebody else chose.
const place = (id: string) => `cluster.sealed_connection:${id}`;

export function sealConnection(id: string, connection: ClusterConnection): string {
  return seal(JSON.stringify(connection), place(id));
}

/** The connection of a cluster. Throws when it was moved, changed or sealed under another key. */
export function openConnection(id: string, sealed: string): ClusterConnection {
  return clusterConnection.parse(JSON.parse(unseal(sealed, place(id))));
}
