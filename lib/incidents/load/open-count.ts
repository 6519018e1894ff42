import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { countOpenIncidents } from '../queries/open-count';

/** The number beside "Incidents" in the navigation; 0 for whoever may not see them. */
export async function loadOpenIncidentCount(actor: UserActor): Promise<number> {
  return can(actor, 'incident:read') ? countOpenIncidents() : 0;
}
