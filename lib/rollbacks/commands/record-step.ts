import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/transaction';
import { reportDeployments } from '@/lib/deployments/commands/report';
import { writeDeployments } from '@/lib/deployments/commands/write';
import { lockRoomById, writeRoom } from '@/lib/incidents/commands/room';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { isFinal } from '../model/run';
import { type Progress, type RollbackState, rollbackChannel, type ShownPlan } from '../schema';

/** Who writes what a rollback does at the cluster; a person's name stands on its first step. */
export const runner: SystemActor = { kind: 'system', name: 'rollback runner' };

export type NewStep = {
  id: string;
  /** The claim under which it happened. */
  fence: number;
  state: RollbackState;
  detail: string;
  observeToken?: string;
  running?: { image: string; count: number }[];
  progress?: Progress;
};

type Row = {
  seq: number;
  before: RollbackState;
  incidentId: number | null;
  isDrill: boolean;
  service: string;
  environment: string;
  serviceId: number;
  environmentId: number;
  clusterId: string;
  kind: string;
  namespace: string;
  name: string;
  actorName: string;
  requestedAt: Date;
  shown: ShownPlan;
};

type Recorded = { id: string; kept: boolean; incident: number | null; isFinal: boolean };

/**
 * Writes a step of a rollback with all that follows from it, in one transaction: its state, the timeline of its incident and, once verified,
 * the deployment that it was and the one that it took back. Answers `kept: false`, and writes nothing, when another process carries it now.
 */
export const recordStep = command({
  name: 'rollback.step',
  permission: 'rollback:run',
  input: z.custom<NewStep>(),
  run: async ({ tx, input, now }): Promise<Recorded> => {
    const row = await moveOn(tx, input, now);
    if (!row) return { id: input.id, kept: false, incident: null, isFinal: false };
    await tx.sql(sql`
      INSERT INTO rollback_step (rollback_id, seq, at, state, detail)
      VALUES (${input.id}::uuid, ${row.seq}, ${now}, ${input.state}::rollback_state, ${input.detail})`);
    if (input.state === 'VERIFIED') await noteVerified(tx, input.id, row, now);
    const incident = input.state === row.before ? null : await tell(tx, input, row, now);
    return { id: input.id, kept: true, incident, isFinal: isFinal(input.state) };
  },
  audit: (recorded: Recorded, { input }) =>
    recorded.kept && recorded.isFinal
      ? { subject: input.id, detail: { state: input.state, detail: input.detail } }
      : null,
  announce: ({ id, kept, incident, isFinal: ended }) => {
    if (!kept) return [];
    return [
      rollbackChannel(id),
      ...(incident === null ? [] : [incidentChannel(incident)]),
      ...(ended ? ['overview'] : []),
    ];
  },
  afterCommit: ({ isFinal: ended }) => {
    if (ended) refreshRollupsSoon();
  },
});

async function moveOn(
  tx: Tx,
  { id, fence, state, detail, observeToken, running, progress }: NewStep,
  now: Date,
): Promise<Row | null> {
  const ended = isFinal(state);
  const [row] = await tx.sql<Row>(sql`
    WITH before AS (SELECT id, state FROM rollback WHERE id = ${id}::uuid FOR UPDATE)
    UPDATE rollback r SET state = ${state}::rollback_state, last_step = last_step + 1,
      applied_at = coalesce(applied_at, CASE WHEN ${observeToken ?? null}::text IS NOT NULL THEN ${now}::timestamptz END),
      observe_token = coalesce(${observeToken ?? null}, observe_token),
      progress = coalesce(${progress ? JSON.stringify(progress) : null}::jsonb, progress),
      running = coalesce(${running ? JSON.stringify(running) : null}::jsonb, running),
      finished_at = CASE WHEN ${ended} THEN ${now}::timestamptz END, detail = CASE WHEN ${ended} THEN ${detail} END,
      lease_until = CASE WHEN ${ended} THEN NULL ELSE lease_until END
    FROM before, rollback_plan p, service s, environment e
    WHERE r.id = before.id AND r.fence = ${fence} AND r.state IN ('REQUESTED', 'APPLIED', 'OBSERVING')
      AND p.id = r.plan_id AND s.id = r.service_id AND e.id = r.environment_id
    RETURNING r.last_step AS seq, before.state AS before, r.incident_id AS "incidentId", r.is_drill AS "isDrill", s.slug AS service,
      e.name AS environment, r.service_id AS "serviceId", r.environment_id AS "environmentId", r.cluster_id AS "clusterId", r.kind, r.namespace,
      r.name, r.actor_name AS "actorName", r.requested_at AS "requestedAt", p.shown`);
  return row ?? null;
}

/** The metrics count a verified rollback as a deployment, and what it took back as rolled back (metrics contract); a drill counts nowhere. */
async function noteVerified(tx: Tx, id: string, row: Row, now: Date): Promise<void> {
  const { from, to } = row.shown;
  // The watcher may not have seen it yet; without a row nobody would know it is bad, and the next plan would lead back to it.
  await tx.sql(sql`
    INSERT INTO workload_revision (cluster_id, kind, namespace, name, key, spec_hash, images, first_seen_at, last_current_at, is_current,
      rolled_back_at)
    VALUES (${row.clusterId}::uuid, ${row.kind}::workload_kind, ${row.namespace}, ${row.name}, ${from.key}, '', ${JSON.stringify(from.images)}::jsonb,
      ${row.requestedAt}, ${row.requestedAt}, false, ${now})
    ON CONFLICT (cluster_id, kind, namespace, name, key) DO UPDATE SET rolled_back_at = excluded.rolled_back_at`);
  if (row.isDrill) return;
  const [source] = await tx.sql<{ id: number }>(sql`SELECT id FROM source WHERE kind = 'rollback' ORDER BY id LIMIT 1`);
  if (!source) throw new Error('the source of rollbacks is missing');
  const said = {
    startedAt: row.requestedAt,
    finishedAt: now,
    isRollback: true,
    actor: row.actorName,
    ...(to.version ? { version: to.version } : {}),
    ...(from.deployment ? { rollbackOf: from.deployment.id } : {}),
  };
  const { service, environment } = row;
  const report = { id: `rollback-${id}`, service, environment, status: 'succeeded' as const, said, changes: [] };
  const actor: SystemActor = { ...runner, sourceId: source.id };
  const [outcome] = await reportDeployments.join({ tx, actor, input: [report], now, requestId: undefined });
  if (!outcome?.ok) throw outcome?.error ?? new Error('a rollback that is no deployment');
  const replaced = from.deployment ? await takeBack(tx, from.deployment.key, now) : null;
  await tx.sql(sql`
    UPDATE rollback SET deployment_id = ${outcome.deploymentId}, replaced_id = ${replaced} WHERE id = ${id}::uuid`);
}

/** Says of a deployment that it was rolled back, under the source that reported it. Answers its id; null when it is gone or never succeeded. */
async function takeBack(tx: Tx, deploymentId: number, now: Date): Promise<number | null> {
  const [row] = await tx.sql<{
    sourceId: number;
    id: string;
    service: string;
    environment: string;
    finishedAt: Date;
  }>(sql`
    SELECT d.source_id AS "sourceId", d.external_id AS id, s.slug AS service, e.name AS environment, d.finished_at AS "finishedAt"
    FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
    WHERE d.id = ${deploymentId} AND d.status = 'succeeded' AND d.finished_at IS NOT NULL`);
  if (!row) return null;
  const { sourceId, id, service, environment, finishedAt } = row;
  const report = { id, service, environment, status: 'rolled_back' as const, said: { finishedAt }, changes: [] };
  const [outcome] = await writeDeployments(tx, sourceId, [report], now);
  if (outcome && !outcome.ok) throw outcome.error;
  return deploymentId;
}

const incidentKind: Partial<Record<RollbackState, string>> = {
  VERIFIED: 'rollback_succeeded',
  FAILED: 'rollback_failed',
  TIMED_OUT: 'rollback_failed',
  REVERTED: 'rollback_failed',
  UNKNOWN: 'rollback_failed',
};

/** Tells the timeline of its incident; the lock of an incident is the last one that a transaction takes. */
async function tell(tx: Tx, { id, state, detail }: NewStep, row: Row, now: Date): Promise<number | null> {
  if (row.incidentId === null) return null;
  const locked = await lockRoomById(tx, row.incidentId);
  const { service, shown } = row;
  const kind = incidentKind[state] ?? 'rollback_step';
  const version = shown.to.version;
  const seconds = Math.round((now.getTime() - row.requestedAt.getTime()) / 1000);
  const words = {
    rollback_succeeded: `Rollback of ${service} to ${version ?? 'the earlier version'} is complete and verified, in ${seconds} s`,
    rollback_failed: `Rollback of ${service} did not succeed: ${detail}`,
    rollback_step: `Rollback of ${service}: ${detail}`,
  }[kind];
  const text = words ?? detail;
  const proposal = state === 'VERIFIED' ? { proposed_status: 'mitigated' } : {};
  const payload = { rollback: id, service, version, state, ...proposal };
  await writeRoom(tx, locked, [{ kind, occurredAt: now, text, payload }], { actor: runner, now });
  return locked.stored.number;
}
