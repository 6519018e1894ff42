import sql from 'sql-template-tag';
import type { SystemActor } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import type { LogEntry } from '../model/incident';
import { verdictBody } from '../schema/respond';
import { endStatuses, type LockedRoom, lockRoomById, roomCommand, roomInput, writeRoom } from './room';

const watcher: SystemActor = { kind: 'system', name: 'change watcher' };

type Found = { id: number; service: string; version: string | null; finishedAt: Date };

/**
 * Deployments that may have brought it: the last five of a service and the environment of the incident, from six hours before the impact
 * (or detection) until the detection; those of them that are not linked yet.
 */
async function findSuspects(tx: Tx, { stored }: LockedRoom): Promise<Found[]> {
  const { detectedAt, startedAt } = stored.incident;
  const onset = startedAt && startedAt < detectedAt ? startedAt : detectedAt;
  const from = new Date(onset.getTime() - 6 * 3_600_000);
  return tx.sql<Found>(sql`
    SELECT * FROM (
      SELECT d.id, s.slug AS service, d.version, d.finished_at AS "finishedAt"
      FROM incident i JOIN incident_service x ON x.incident_id = i.id JOIN service s ON s.id = x.service_id
        JOIN deployment d ON d.service_id = x.service_id AND (i.environment_id IS NULL OR d.environment_id = i.environment_id)
      WHERE i.id = ${stored.id} AND d.finished_at >= ${from} AND d.finished_at <= ${detectedAt} AND NOT d.is_rollback
        AND d.status IN ('succeeded', 'failed', 'rolled_back')
      ORDER BY d.finished_at DESC, d.id DESC LIMIT 5) AS latest
    WHERE NOT EXISTS (SELECT 1 FROM incident_deploy k WHERE k.incident_id = ${stored.id} AND k.deployment_id = latest.id)`);
}

/** Puts the latest deployments of its services beside an incident, as suspects. Answers the room as it is then. */
export async function linkSuspects(tx: Tx, locked: LockedRoom, now: Date): Promise<LockedRoom> {
  const found = await findSuspects(tx, locked);
  if (found.length === 0) return locked;
  const { detectedAt } = locked.stored.incident;
  const log = found.reverse().map((deployment): LogEntry => {
    const minutes = Math.round((detectedAt.getTime() - deployment.finishedAt.getTime()) / 60_000);
    const text = `${deployment.service} ${deployment.version ?? 'without a version'} deployed ${minutes} min before detection`;
    const payload = {
      deployment: deployment.id,
      service: deployment.service,
      version: deployment.version,
      verdict: 'suspect',
    };
    return { kind: 'deploy_linked', occurredAt: deployment.finishedAt, text, payload };
  });
  await writeRoom(tx, locked, log, { actor: watcher, now });
  return lockRoomById(tx, locked.stored.id);
}

/**
 * Says what people think of a deployment beside an incident. "caused" and "fixed" are what the metrics count, so they set the incident's
 * cause or fix; taking such a verdict back unlinks it.
 */
export const judgeDeploy = roomCommand({
  name: 'incident.judge_deploy',
  input: roomInput.extend(verdictBody.shape),
  closedFor: endStatuses,
  run: async ({ tx, input, locked, now }) => {
    const [deployment] = await tx.sql<{ externalId: string; service: string; version: string | null }>(sql`
      SELECT d.external_id AS "externalId", s.slug AS service, d.version
      FROM deployment d JOIN service s ON s.id = d.service_id WHERE d.id = ${input.deployment}`);
    if (!deployment) throw new NotFoundError('This deployment');
    const { incident } = locked;
    const known = locked.stored.room.deploys.find((each) => each.deployment === input.deployment);
    const { externalId, service, version } = deployment;
    const name = `${service} ${version ?? externalId}`;
    const text = {
      suspect: `Suspect: ${name}`,
      caused: `Caused by ${name}`,
      fixed: `Fixed by ${name}`,
      dismissed: `Dismissed: ${name}`,
    }[input.verdict];
    const payload = {
      deployment: input.deployment,
      id: externalId,
      service,
      version,
      verdict: input.verdict,
      why: input.why ?? null,
    };
    const after = {
      ...incident,
      causedBy: input.verdict === 'caused' ? externalId : incident.causedBy === externalId ? null : incident.causedBy,
      fixedBy: input.verdict === 'fixed' ? externalId : incident.fixedBy === externalId ? null : incident.fixedBy,
    };
    const facts = (['causedBy', 'fixedBy'] as const).flatMap((link): LogEntry[] => {
      const [before, value] = [incident[link], after[link]];
      if (before === value) return [];
      const verdict = link === 'causedBy' ? 'caused' : 'fixed';
      const said =
        value === null
          ? `No longer ${verdict} by deployment ${before}`
          : `${verdict === 'caused' ? 'Caused' : 'Fixed'} by deployment ${value}`;
      return [{ kind: 'deploy_verdict', occurredAt: now, text: said, payload: { verdict, deployment: value, before } }];
    });
    const isSame = known?.verdict === input.verdict && (input.why ?? null) === known.why;
    if (isSame && facts.length === 0) return { log: [] };
    return { incident: after, log: [{ kind: 'deploy_judged', occurredAt: now, text, payload }, ...facts] };
  },
});
