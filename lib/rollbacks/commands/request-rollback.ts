import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { z } from 'zod';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { hasRole } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { incidentOver, type LockedRoom, lockRoom, writeRoom } from '@/lib/incidents/commands/room';
import { readOnly } from '@/lib/incidents/model/status';
import { incidentChannel } from '@/lib/incidents/schema/room';
import { command } from '@/lib/server/command';
import { runDeadlineSeconds } from '../model/run';
import { type RollbackReceipt, rollbackBody, rollbackChannel, type ShownPlan } from '../schema';
import { carrySoon } from './carry';

type PlanRow = {
  id: string;
  serviceId: number;
  service: string;
  environmentId: number;
  environment: string;
  clusterId: string;
  kind: string;
  namespace: string;
  name: string;
  hash: string;
  noop: boolean;
  shown: ShownPlan;
  createdAt: Date;
  expiresAt: Date;
  usedBy: string | null;
  /** A rollback changed the workload after it was planned. */
  isOvertaken: boolean;
};

type Requested = {
  id: string;
  incident: number | null;
  service: string;
  environment: string;
  reason: string;
  to: string;
};

/**
 * Begins the rollback that a plan shows: exactly that one, once. The plan must be unexpired and have the hash that was seen; of one
 * workload one rollback runs at a time, which a partial unique index decides. Throws ConflictError `plan_expired`, `plan_changed`,
 * `plan_used`, `rollback_running`. A freeze never stands in its way (release control guide, 2.2).
 */
const beginRollback = command({
  name: 'rollback.request',
  permission: 'rollback:run',
  input: rollbackBody,
  run: async ({ tx, actor, input, now }): Promise<Requested> => {
    const plan = await readPlan(tx, input.plan_id);
    if (!plan) throw new NotFoundError('This plan');
    if (plan.hash !== input.hash) {
      const message = 'This is not the plan that was shown. Make a new plan and look at it.';
      throw new ConflictError('plan_changed', message, '/hash');
    }
    await requireNoneRunning(tx, plan);
    if (plan.usedBy) {
      const message = 'This plan was carried out already. Make a new plan.';
      throw new ConflictError('plan_used', message, '/plan_id', { id: plan.usedBy });
    }
    if (plan.expiresAt <= now) {
      const message = 'This plan is older than 15 minutes. Make a new one; the cluster may have moved.';
      throw new ConflictError('plan_expired', message, '/plan_id');
    }
    if (plan.isOvertaken) {
      const message = 'Another rollback of this workload was made since this plan. Make a new plan and look at it.';
      throw new ConflictError('plan_changed', message, '/plan_id');
    }
    if (plan.noop)
      throw new ConflictError(
        'plan_noop',
        'That version runs already. There is nothing to roll back to it.',
        '/plan_id',
      );
    if (plan.shown.needs_confirmation && actor.kind === 'user' && input.confirm !== plan.service)
      throw new ValidationError([
        { path: '/confirm', message: `Type ${plan.service} to confirm this unusual rollback.` },
      ]);
    const id = randomUUID();
    const room = input.incident ? await roomOf(tx, actor, input.incident) : null;
    await requireAuthority(tx, actor, plan, room);
    await insertRollback(tx, { id, plan, input, actor, room, now });
    const to = plan.shown.to.version ?? plan.shown.to.key;
    if (room) await tellRoom(tx, { id, plan, reason: input.reason, actor, room, now });
    const { service, environment } = plan;
    return { id, incident: room?.stored.number ?? null, service, environment, reason: input.reason, to };
  },
  audit: ({ service, environment, ...detail }) => ({ subject: `${service} in ${environment}`, detail }),
  announce: ({ id, incident }) => [
    rollbackChannel(id),
    'overview',
    ...(incident === null ? [] : [incidentChannel(incident)]),
  ],
  afterCommit: () => void carrySoon(),
});

/** Begins a rollback and answers where it can be followed; it is carried out after this, by whichever process takes it up. */
export const requestRollback = {
  name: beginRollback.name,
  permission: beginRollback.permission,
  execute: async (
    input: z.input<typeof rollbackBody>,
    context: Parameters<typeof beginRollback.execute>[1],
  ): Promise<RollbackReceipt> => {
    const { id } = await beginRollback.execute(input, context);
    return { id, state: 'REQUESTED', url: `${env().PUBLIC_URL}/rollbacks/${id}` };
  },
};

async function readPlan(tx: Tx, id: string): Promise<PlanRow | null> {
  const [row] = await tx.sql<PlanRow>(sql`
    SELECT p.id, p.service_id AS "serviceId", s.slug AS service, p.environment_id AS "environmentId", e.name AS environment,
      p.cluster_id AS "clusterId", p.kind, p.namespace, p.name, p.hash, p.noop, p.shown, p.created_at AS "createdAt",
      p.expires_at AS "expiresAt", (SELECT r.id FROM rollback r WHERE r.plan_id = p.id) AS "usedBy",
      EXISTS (SELECT 1 FROM rollback r WHERE r.cluster_id = p.cluster_id AND r.kind = p.kind AND r.namespace = p.namespace AND r.name = p.name
        AND r.applied_at > p.created_at) AS "isOvertaken"
    FROM rollback_plan p JOIN service s ON s.id = p.service_id JOIN environment e ON e.id = p.environment_id
      JOIN cluster c ON c.id = p.cluster_id AND c.removed_at IS NULL
    WHERE p.id = ${id}::uuid FOR UPDATE OF p`);
  return row ?? null;
}

type Running = { id: string; by: string; startedAt: Date; key: string | null };

async function findRunning(tx: Tx, { clusterId, kind, namespace, name }: PlanRow): Promise<Running | null> {
  const [row] = await tx.sql<Running>(sql`
    SELECT r.id, r.actor_name AS by, r.requested_at AS "startedAt" FROM rollback r
    WHERE r.cluster_id = ${clusterId}::uuid AND r.kind = ${kind}::workload_kind AND r.namespace = ${namespace} AND r.name = ${name}
      AND r.state IN ('REQUESTED', 'APPLIED', 'OBSERVING')`);
  return row ?? null;
}

async function requireNoneRunning(tx: Tx, plan: PlanRow): Promise<void> {
  const running = await findRunning(tx, plan);
  if (running) throw alreadyRunning(running);
}

function alreadyRunning({ id, by, startedAt }: Running): ConflictError {
  const at = startedAt.toISOString().slice(11, 19);
  const message = `A rollback of this workload is running already, started ${at} UTC by ${by}.`;
  return new ConflictError('rollback_running', message, '', { id });
}

async function roomOf(tx: Tx, actor: Actor, name: string): Promise<LockedRoom> {
  const room = await lockRoom(tx, actor, name);
  if (readOnly.includes(room.stored.incident.status)) throw incidentOver(room);
  return room;
}

/**
 * A release manager, a key with the scope, or the commander of an incident on that service (incidents guide, 1). Asked under the locks of
 * the writing transaction, so that a role or a seat that was taken away since the plan counts.
 */
async function requireAuthority(tx: Tx, actor: Actor, plan: PlanRow, room: LockedRoom | null): Promise<void> {
  if (actor.kind !== 'user' || hasRole(actor.role, 'release_manager')) return;
  const isCommander = room?.stored.room.seats.some(
    ({ seat, person }) => seat === 'commander' && person.id === actor.id,
  );
  if (!room || !isCommander) throw notAllowed();
  if (room.stored.incident.services.includes(plan.service)) return;
  const linked = await tx.sql(sql`
    SELECT 1 FROM incident_deploy x JOIN deployment d ON d.id = x.deployment_id
    WHERE x.incident_id = ${room.stored.id} AND d.service_id = ${plan.serviceId} AND x.verdict <> 'dismissed' LIMIT 1`);
  if (linked.length > 0) return;
  const message = `INC-${room.stored.number} is not about ${plan.service}, so its commander may not roll it back. Ask a release manager.`;
  throw new ForbiddenError(message, 'not_commander');
}

const notAllowed = () =>
  new ForbiddenError('This takes a release manager, or the commander of an incident on this service.', 'not_commander');

type Beginning = {
  id: string;
  plan: PlanRow;
  input: z.output<typeof rollbackBody>;
  actor: Actor;
  room: LockedRoom | null;
  now: Date;
};

async function insertRollback(tx: Tx, { id, plan, input, actor, room, now }: Beginning): Promise<void> {
  const { type, id: actorId } = actorLabel(actor);
  const name = actor.kind === 'user' ? actor.name : actorLabel(actor).name;
  const since = room?.stored.incident.detectedAt ?? plan.createdAt;
  const deadline = new Date(now.getTime() + runDeadlineSeconds * 1000);
  const made = await tx.sql(sql`
    INSERT INTO rollback (id, plan_id, service_id, environment_id, cluster_id, kind, namespace, name, incident_id, reason, actor_type, actor_id,
      actor_name, deciding_since, requested_at, deadline_at, last_step)
    VALUES (${id}::uuid, ${plan.id}::uuid, ${plan.serviceId}, ${plan.environmentId}, ${plan.clusterId}::uuid, ${plan.kind}::workload_kind,
      ${plan.namespace}, ${plan.name}, ${room?.stored.id ?? null}, ${input.reason}, ${type}, ${actorId}, ${name}, ${since}, ${now}, ${deadline}, 1)
    ON CONFLICT DO NOTHING RETURNING id`);
  if (made.length === 0) {
    // Another transaction was first; its row is committed by now.
    await requireNoneRunning(tx, plan);
    throw new ConflictError('plan_used', 'This plan was carried out already. Make a new plan.', '/plan_id');
  }
  await tx.sql(sql`
    INSERT INTO rollback_step (rollback_id, seq, at, state, detail)
    VALUES (${id}::uuid, 1, ${now}, 'REQUESTED', ${`Requested by ${name}: ${input.reason}`})`);
}

type Telling = { id: string; plan: PlanRow; reason: string; actor: Actor; room: LockedRoom; now: Date };

async function tellRoom(tx: Tx, { id, plan, reason, actor, room, now }: Telling): Promise<void> {
  const { service, shown } = plan;
  const to = shown.to.version ?? 'the earlier version';
  const payload = { rollback: id, service, version: shown.to.version, from: shown.from.version, reason };
  const text = `Rollback of ${service} to ${to} requested: ${reason}`;
  await writeRoom(tx, room, [{ kind: 'rollback_requested', occurredAt: now, text, payload }], { actor, now });
}
