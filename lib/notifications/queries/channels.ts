import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import { type ListedChannel, type ListedRoute, severities } from '../schema';
import { readReactions } from './settings';

type Row = Omit<ListedChannel, 'last'> & {
  last: { state: 'sent' | 'failed'; at: string; error: string | null } | null;
};

/** Channels in use, by name, each with what became of its latest message. Nothing of their secrets. */
export function listChannels(db: Queryable): Promise<ListedChannel[]> {
  return db.sql<Row>(sql`
    SELECT c.id, c.name, c.config || jsonb_build_object('kind', c.kind) AS config, c.can_page AS "canPage", c.steps,
      c.includes_drills AS "includesDrills", c.enabled,
      (SELECT count(*)::int FROM outbox o WHERE o.channel_id = c.id AND o.next_at IS NOT NULL) AS waiting,
      (SELECT jsonb_build_object('state', o.state, 'at', to_json(coalesce(o.delivered_at, o.created_at)), 'error', o.last_error)
       FROM outbox o WHERE o.channel_id = c.id AND o.state IN ('sent', 'failed')
       ORDER BY o.created_at DESC, o.id DESC LIMIT 1) AS last
    FROM notification_channel c WHERE c.removed_at IS NULL ORDER BY lower(c.name), c.id LIMIT 200`);
}

/** What each severity does and to whom, most severe first. */
export async function listRoutes(db: Queryable): Promise<ListedRoute[]> {
  const [reactions, rows] = await Promise.all([
    readReactions(db),
    db.sql<{ severity: string; role: 'primary' | 'fallback'; id: string }>(sql`
      SELECT r.severity, r.role, c.id FROM notification_route r JOIN notification_channel c ON c.id = r.channel_id
      WHERE c.removed_at IS NULL ORDER BY lower(c.name), c.id`),
  ]);
  return severities.map((severity) => {
    const on = (role: 'primary' | 'fallback') =>
      rows.flatMap((row) => (row.severity === severity && row.role === role ? [row.id] : []));
    return { severity, reaction: reactions[severity], primary: on('primary'), fallback: on('fallback') };
  });
}
