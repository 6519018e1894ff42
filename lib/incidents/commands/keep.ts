import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { offerMinutes } from '../model/hand-over';
import type { LogEntry } from '../model/incident';
import { judgeRoom } from '../model/room';
import { seatWords } from '../model/seat-words';
import { incidentChannel } from '../schema/room';
import { linkSuspects } from './deploys';
import { type LockedRoom, lockRoomById, writeRoom } from './room';

const keeper: SystemActor = { kind: 'system', name: 'incident keeper' };

type Kept = { number: number; changed: boolean };

/**
 * Brings one incident up to date with the time that passed and the deployments that arrived: targets that were missed, offers that lapsed, a
 * rollback that fixed it, suspects that were reported late. Done again it changes nothing.
 */
const keepIncident = command({
  name: 'incident.keep',
  permission: 'incident:respond',
  input: z.int(),
  audit: 'none',
  run: async ({ tx, actor, input, now }): Promise<Kept> => {
    const before = await lockRoomById(tx, input);
    const locked = await linkSuspects(tx, before, now);
    const { room, incident } = locked.stored;
    const lapsed = room.offers
      .filter(({ offeredAt }) => now.getTime() - offeredAt.getTime() >= offerMinutes * 60_000)
      .map(({ seat, to }): LogEntry => {
        const text = `The offer of ${seatWords[seat].toLowerCase()} to ${to.name} lapsed`;
        return { kind: 'role_declined', occurredAt: now, text, payload: { seat, to, why: 'lapsed' } };
      });
    const log = [...lapsed, ...(await rollbackRows(tx, locked))];
    const judged = judgeRoom(room, incident, now);
    const isDue = judged.targets.some(({ state }, position) => state !== room.targets[position]?.state);
    if (log.length > 0 || isDue) await writeRoom(tx, locked, log, { actor, now });
    return { number: locked.stored.number, changed: log.length > 0 || isDue || locked !== before };
  },
  announce: ({ number, changed }) => (changed ? [incidentChannel(number), 'overview'] : []),
});

/** What a rollback that fixed the incident says of itself, once: when it began and when it was done. */
async function rollbackRows(tx: Tx, { stored }: LockedRoom): Promise<LogEntry[]> {
  const rows = await tx.sql<{
    id: number;
    service: string;
    version: string | null;
    startedAt: Date | null;
    finishedAt: Date;
  }>(sql`
    SELECT d.id, s.slug AS service, d.version, d.started_at AS "startedAt", d.finished_at AS "finishedAt"
    FROM incident i JOIN deployment d ON d.id = i.fixed_by_id JOIN service s ON s.id = d.service_id
    WHERE i.id = ${stored.id} AND d.is_rollback AND d.status = 'succeeded'
      AND NOT EXISTS (SELECT 1 FROM incident_deploy k WHERE k.incident_id = i.id AND k.deployment_id = d.id)`);
  return rows.flatMap(({ id, service, version, startedAt, finishedAt }): LogEntry[] => {
    const payload = { deployment: id, service, version };
    const name = `${service} to ${version ?? 'the earlier version'}`;
    const linked = { ...payload, verdict: 'fixed' };
    return [
      { kind: 'rollback_requested', occurredAt: startedAt ?? finishedAt, text: `Rollback of ${name} began`, payload },
      { kind: 'rollback_succeeded', occurredAt: finishedAt, text: `Rollback of ${name} is complete`, payload },
      {
        kind: 'deploy_linked',
        occurredAt: finishedAt,
        text: `Fixed by ${service} ${version ?? ''}`.trim(),
        payload: linked,
      },
    ];
  });
}

const most = 200;

/** Incidents that time or a deployment may have moved. `lookBackMinutes`: how long ago records may have arrived. */
async function findOverdue(lookBackMinutes: number): Promise<number[]> {
  const rows = await primarySql<{ id: number }>(sql`
    (SELECT incident_id AS id FROM incident_target WHERE state = 'pending' AND due_at < now() LIMIT ${most})
    UNION (SELECT incident_id FROM incident_offer WHERE offered_at < now() - make_interval(mins => ${offerMinutes}) LIMIT ${most})
    UNION (SELECT i.id FROM incident i JOIN deployment d ON d.id = i.fixed_by_id
      WHERE i.updated_at > now() - make_interval(mins => ${lookBackMinutes}) AND d.is_rollback AND d.status = 'succeeded'
        AND NOT EXISTS (SELECT 1 FROM incident_deploy k WHERE k.incident_id = i.id AND k.deployment_id = d.id) LIMIT ${most})
    UNION (SELECT i.id FROM incident i
      WHERE i.status IN ('triage', 'investigating', 'identified', 'mitigating') AND i.detected_at > now() - interval '1 day'
        AND EXISTS (SELECT 1 FROM incident_service x JOIN deployment d ON d.service_id = x.service_id
          WHERE x.incident_id = i.id AND greatest(d.received_at, i.declared_at) > now() - make_interval(mins => ${lookBackMinutes})
            AND d.ordered_at BETWEEN i.detected_at - interval '6 hours' AND i.detected_at) LIMIT ${most})`);
  return rows.map((row) => row.id);
}

let isKeeping = false;

/** Looks after all incidents; every process does so every second or two, and none gets in another's way. */
export async function keepIncidents(lookBackMinutes = 2): Promise<void> {
  if (isKeeping) return;
  isKeeping = true;
  try {
    for (const id of await findOverdue(lookBackMinutes)) {
      // One that cannot be brought up to date must not keep the others from it.
      await keepIncident
        .execute(id, { actor: keeper })
        .catch((error: unknown) => logger.warn({ err: error, incident: id }, 'an incident could not be looked after'));
    }
  } catch (error) {
    logger.warn({ err: error }, 'incidents could not be looked after; it is tried again');
  } finally {
    isKeeping = false;
  }
}
