import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { visibleTo } from '@/lib/incidents/queries/visible';

/** Which action items an actor may see, as a condition on `action_item a LEFT JOIN incident i`: those of incidents that they may see. */
export function actionVisibleTo(actor: Actor): Sql {
  return sql`(a.incident_id IS NULL OR ${visibleTo(actor)})`;
}
