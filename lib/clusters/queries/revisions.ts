import sql, { type Sql } from 'sql-template-tag';
import { unseal } from '@/lib/auth/seal';
import { primarySql } from '@/lib/db/pool';
import type { ContainerImage, StoredSpec, WorkloadRef } from '../adapter';

/** Our own record of one revision of a workload. */
export type RevisionRecord = {
  key: string;
  images: ContainerImage[];
  firstSeenAt: Date;
  lastCurrentAt: Date;
  isCurrent: boolean;
  healthySeconds: number;
  rolledBackAt: Date | null;
};

/** What binds the seal of a stored specification to its workload and revision. */
export const specPlace = (clusterId: string, { kind, namespace, name }: WorkloadRef, key: string) =>
  `workload_revision.sealed_spec:${JSON.stringify([clusterId, kind, namespace ?? '', name, key])}`;

/** Rows of one workload, as a condition on `workload_revision`. */
export const ofWorkload = (clusterId: string, { kind, namespace, name }: WorkloadRef): Sql => sql`
  cluster_id = ${clusterId}::uuid AND kind = ${kind}::workload_kind AND namespace = ${namespace ?? ''} AND name = ${name}`;

/** What was seen to run, newest first; at most 200. */
export function readRevisions(clusterId: string, ref: WorkloadRef): Promise<RevisionRecord[]> {
  return primarySql<RevisionRecord>(sql`
    SELECT key, images, first_seen_at AS "firstSeenAt", last_current_at AS "lastCurrentAt", is_current AS "isCurrent",
      healthy_seconds AS "healthySeconds", rolled_back_at AS "rolledBackAt"
    FROM workload_revision WHERE ${ofWorkload(clusterId, ref)} ORDER BY last_current_at DESC, id DESC LIMIT 200`);
}

/** Specifications that we kept because the cluster forgets them, newest first; at most 20. */
export async function readStoredSpecs(clusterId: string, ref: WorkloadRef): Promise<StoredSpec[]> {
  const rows = await primarySql<{ key: string; images: ContainerImage[]; firstSeenAt: Date; sealed: string }>(sql`
    SELECT key, images, first_seen_at AS "firstSeenAt", sealed_spec AS sealed
    FROM workload_revision WHERE ${ofWorkload(clusterId, ref)} AND sealed_spec IS NOT NULL
    ORDER BY last_current_at DESC, id DESC LIMIT 20`);
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    spec: JSON.parse(unseal(sealed, specPlace(clusterId, ref, row.key))) as unknown,
  }));
}
