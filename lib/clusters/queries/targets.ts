import sql from 'sql-template-tag';
import { primarySql, type Queryable } from '@/lib/db/pool';
import type { WorkloadKind, WorkloadRef } from '../adapter';
import type { ClusterKind } from '../schema';

/** A service in an environment, and the workload that it is there. */
export type Target = {
  serviceId: number;
  service: string;
  repository: string | null;
  environmentId: number;
  environment: string;
  clusterId: string;
  cluster: string;
  clusterKind: ClusterKind;
  ref: WorkloadRef;
};

type Row = Omit<Target, 'ref'> & { kind: WorkloadKind; namespace: string; name: string };

const columns = sql`t.service_id AS "serviceId", s.slug AS service, s.repository, t.environment_id AS "environmentId", e.name AS environment,
  t.cluster_id AS "clusterId", c.name AS cluster, c.kind AS "clusterKind", t.kind, t.namespace, t.name`;
const tables = sql`workload_target t JOIN service s ON s.id = t.service_id JOIN environment e ON e.id = t.environment_id
  JOIN cluster c ON c.id = t.cluster_id`;

const toTarget = ({ kind, namespace, name, ...row }: Row): Target => ({
  ...row,
  ref: { kind, namespace: namespace || null, name },
});

/** The workload that a service is in an environment; null when none is linked. */
export async function findTarget(service: string, environment: string): Promise<Target | null> {
  const [row] = await primarySql<Row>(sql`
    SELECT ${columns} FROM ${tables} WHERE s.slug = ${service} AND e.name = ${environment}`);
  return row ? toTarget(row) : null;
}

/** Every environment in which a service is linked, by name. */
export async function targetsOfService(service: string, db: Queryable = { sql: primarySql }): Promise<Target[]> {
  const rows = await db.sql<Row>(sql`SELECT ${columns} FROM ${tables} WHERE s.slug = ${service} ORDER BY e.name`);
  return rows.map(toTarget);
}

/** Links of one cluster, by service. */
export async function targetsOfCluster(clusterId: string): Promise<Target[]> {
  const rows = await primarySql<Row>(sql`
    SELECT ${columns} FROM ${tables} WHERE t.cluster_id = ${clusterId}::uuid ORDER BY s.slug, e.name LIMIT 2000`);
  return rows.map(toTarget);
}

/**
 * Takes up to `most` targets whose turn it is, and pushes their turn on by `everySeconds`: of several processes one looks at each.
 */
export async function takeTargetsToLookAt(most: number, everySeconds: number): Promise<Target[]> {
  const rows = await primarySql<Row>(sql`
    WITH due AS (
      SELECT service_id, environment_id FROM workload_target WHERE look_at <= clock_timestamp()
      ORDER BY look_at LIMIT ${most} FOR UPDATE SKIP LOCKED),
    t AS (
      UPDATE workload_target t SET look_at = clock_timestamp() + make_interval(secs => ${everySeconds})
      FROM due WHERE t.service_id = due.service_id AND t.environment_id = due.environment_id RETURNING t.*)
    SELECT ${columns} FROM t JOIN service s ON s.id = t.service_id JOIN environment e ON e.id = t.environment_id
      JOIN cluster c ON c.id = t.cluster_id`);
  return rows.map(toTarget);
}
