import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { PlanChannel, PlanRoute, Settings } from '../model/plan';
import type { Reaction, Severity } from '../schema';

/** What decides who is told: the channels in use, the routes, and what each severity does. */
export async function readSettings(db: Queryable): Promise<Settings> {
  const [row] = await db.sql<{ channels: PlanChannel[]; routes: PlanRoute[] }>(sql`
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'canPage', can_page, 'steps', steps,
         'includesDrills', includes_drills, 'to', coalesce(config->'to', '[]')) ORDER BY name), '[]')
       FROM notification_channel WHERE enabled AND removed_at IS NULL) AS channels,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('severity', severity, 'role', role, 'channelId', channel_id)), '[]')
       FROM notification_route) AS routes`);
  return { channels: row?.channels ?? [], routes: row?.routes ?? [], reactions: await readReactions(db) };
}

/** What each severity does when it is declared. */
export async function readReactions(db: Queryable): Promise<Record<Severity, Reaction>> {
  const rows = await db.sql<{ severity: Severity; reaction: Reaction }>(
    sql`SELECT severity, reaction FROM severity_policy`,
  );
  const reactions: Record<Severity, Reaction> = { SEV1: 'page', SEV2: 'notify', SEV3: 'none' };
  for (const { severity, reaction } of rows) reactions[severity] = reaction;
  return reactions;
}
