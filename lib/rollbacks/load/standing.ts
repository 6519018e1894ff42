import type { UserActor } from '@/lib/auth/actor';
import { can, hasRole } from '@/lib/auth/policy';
import { NotFoundError } from '@/lib/core/errors';
import { numberIn } from '@/lib/incidents/model/key';
import { readOnly } from '@/lib/incidents/model/status';
import { readIncidentLatest } from '@/lib/incidents/queries/record';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { type AskedFor, type Asker, isAbout } from '../model/authority';

/** A person as the rule of rollbacks sees them. */
export const askerOf = (user: UserActor): Asker => ({
  id: user.id,
  isManager: hasRole(user.role, 'release_manager'),
  isResponder: can(user, 'rollback:run'),
});

/** An incident that a rollback may belong to, without its log; null when there is none for this person, or nothing can be added to it any more. */
export async function findRoom(user: UserActor, key: string | null): Promise<IncidentDetail | null> {
  const number = key === null ? null : numberIn(key);
  if (number === null || !can(user, 'incident:read')) return null;
  try {
    const incident = await readIncidentLatest(user, number, 0);
    return readOnly.includes(incident.status) ? null : incident;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** How an incident decides who may roll a service back. */
export function askedFor(incident: IncidentDetail, service: string): AskedFor {
  const commander = incident.roles.find(({ seat }) => seat === 'commander')?.holder ?? null;
  return { key: incident.key, commander, isAbout: isAbout(service, incident) };
}
