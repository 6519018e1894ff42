import sql, { join, type Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import { canCancel, timesOf } from '../model/run';
import type {
  ListRollbacksQuery,
  Progress,
  RollbackAnswer,
  RollbackListed,
  RollbackState,
  ShownPlan,
  StepAnswer,
} from '../schema';

type Row = {
  id: string;
  state: RollbackState;
  service: string;
  environment: string;
  cluster: string;
  clusterKind: string;
  namespace: string;
  name: string;
  shown: ShownPlan;
  drill: boolean;
  reason: string;
  incident: number | null;
  hasIncident: boolean;
  by: string;
  decidingSince: Date;
  requestedAt: Date;
  calledAt: Date | null;
  appliedAt: Date | null;
  finishedAt: Date | null;
  deadlineAt: Date;
  detail: string | null;
  running: { image: string; count: number }[] | null;
  progress: Progress | null;
  deployment: { key: number; id: string } | null;
};

/** An incident that this actor may not see is none, and the reason that was given for it is not told. */
const rows = (actor: Actor, where: Sql, limit: number) =>
  primarySql<Row>(sql`
    SELECT r.id, r.state, s.slug AS service, e.name AS environment, c.name AS cluster, c.kind AS "clusterKind", r.namespace, r.name, p.shown,
      r.is_drill AS drill, r.reason, i.number AS incident, r.incident_id IS NOT NULL AS "hasIncident", r.actor_name AS by,
      r.deciding_since AS "decidingSince", r.requested_at AS "requestedAt", r.called_at AS "calledAt", r.applied_at AS "appliedAt",
      r.finished_at AS "finishedAt", r.deadline_at AS "deadlineAt", r.detail, r.running, r.progress,
      CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('key', d.id, 'id', d.external_id) END AS deployment
    FROM rollback r JOIN rollback_plan p ON p.id = r.plan_id JOIN service s ON s.id = r.service_id
      JOIN environment e ON e.id = r.environment_id JOIN cluster c ON c.id = r.cluster_id
      LEFT JOIN incident i ON i.id = r.incident_id AND ${visibleTo(actor)} LEFT JOIN deployment d ON d.id = r.deployment_id
    WHERE ${where} ORDER BY r.requested_at DESC, r.id DESC LIMIT ${limit}`);

/** Seconds to the tenth, as the wire has them. */
const tenths = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 10) / 10);

function toListed(row: Row): RollbackListed {
  const { decidingSince, requestedAt, appliedAt, finishedAt } = row;
  const verifiedAt = row.state === 'VERIFIED' ? finishedAt : null;
  const times = timesOf({ detectedAt: decidingSince, plannedAt: decidingSince, requestedAt, appliedAt, verifiedAt });
  return {
    id: row.id,
    state: row.state,
    service: row.service,
    environment: row.environment,
    cluster: row.cluster,
    simulated: row.clusterKind === 'simulated',
    workload: row.namespace ? `${row.namespace}/${row.name}` : row.name,
    from: row.shown.from,
    to: row.shown.to,
    drill: row.drill,
    reason: row.hasIncident && row.incident === null ? null : row.reason,
    incident: row.incident === null ? null : `INC-${row.incident}`,
    by: row.by,
    requested_at: row.requestedAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    decide_seconds: tenths(times.decideSeconds),
    apply_seconds: tenths(times.applySeconds),
    verify_seconds: tenths(times.verifySeconds),
    detail: row.detail,
    url: `${env().PUBLIC_URL}/rollbacks/${row.id}`,
  };
}

const stateFilter = {
  active: sql`r.state IN ('REQUESTED', 'APPLIED', 'OBSERVING')`,
  verified: sql`r.state = 'VERIFIED'`,
  failed: sql`r.state IN ('FAILED', 'TIMED_OUT', 'REVERTED', 'UNKNOWN')`,
};

const position = z.tuple([z.int().min(0).max(8.64e15), z.uuid()]);

/** Rollbacks, the latest first. */
export async function listRollbacks(actor: Actor, query: ListRollbacksQuery): Promise<Page<RollbackListed>> {
  const { limit, cursor, service, environment, state, drill } = query;
  const after = decodeCursor(cursor, position);
  const where = join(
    [
      sql`true`,
      service ? sql`s.slug = ANY(${service})` : null,
      environment ? sql`e.name = ANY(${environment})` : null,
      state ? stateFilter[state] : null,
      drill ? sql`r.is_drill = ${drill === 'true'}` : null,
      after ? sql`(r.requested_at, r.id) < (${new Date(after[0])}, ${after[1]}::uuid)` : null,
    ].filter((each) => each !== null),
    ' AND ',
  );
  return toPage(await rows(actor, where, limit + 1), limit, toListed, (row) => [row.requestedAt.getTime(), row.id]);
}

/** One rollback with its steps; null when there is none. */
export async function readRollback(actor: Actor, id: string): Promise<RollbackAnswer | null> {
  const [row] = await rows(actor, sql`r.id = ${id}::uuid`, 1);
  if (!row) return null;
  const listed = toListed(row);
  // The first step repeats the reason.
  const hide = (step: StepAnswer) =>
    listed.reason === null && step.seq === 1 ? { ...step, detail: 'Requested' } : step;
  return {
    ...listed,
    steps: (await readSteps(id, 0)).map(hide),
    progress: row.progress,
    running: row.running ?? [],
    deadline_at: row.deadlineAt.toISOString(),
    cancelable: canCancel(row),
    deployment: row.deployment,
    plan: {
      steps: row.shown.steps,
      changes: row.shown.changes,
      warning_details: row.shown.warning_details,
      expected_seconds: row.shown.expected_seconds,
    },
  };
}

/** Steps of a rollback after number `seq`, in order. */
export async function readSteps(id: string, seq: number): Promise<StepAnswer[]> {
  const found = await primarySql<{ seq: number; at: Date; state: RollbackState; detail: string }>(sql`
    SELECT seq, at, state, detail FROM rollback_step WHERE rollback_id = ${id}::uuid AND seq > ${seq} ORDER BY seq LIMIT 500`);
  return found.map(({ at, state, ...row }) => ({ ...row, at: at.toISOString(), state }));
}

/** Number of the last step; 0 when there is no such rollback. */
export async function lastStepOf(id: string): Promise<number> {
  const [row] = await primarySql<{ seq: number }>(sql`SELECT last_step AS seq FROM rollback WHERE id = ${id}::uuid`);
  return row?.seq ?? 0;
}

/** Median seconds from request to verified of the last 20 rollbacks of a workload that succeeded; null before the first. */
export async function medianSeconds(serviceId: number, environmentId: number): Promise<number | null> {
  const [row] = await primarySql<{ seconds: number | null }>(sql`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - requested_at))::float8 AS seconds
    FROM (SELECT finished_at, requested_at FROM rollback
      WHERE service_id = ${serviceId} AND environment_id = ${environmentId} AND state = 'VERIFIED'
      ORDER BY requested_at DESC LIMIT 20) AS latest`);
  return row?.seconds ?? null;
}
