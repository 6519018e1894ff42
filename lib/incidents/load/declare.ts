import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { readDeclareSeverities } from '../queries/declare';
import type { DeclareSeverity } from '../schema/list';

/** What the declare dialog offers; null for those who may not declare. */
export async function loadDeclareSeverities(actor: UserActor): Promise<DeclareSeverity[] | null> {
  return can(actor, 'incident:respond') ? readDeclareSeverities() : null;
}
