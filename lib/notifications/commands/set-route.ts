import sql from 'sql-template-tag';
import { ValidationError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { type RouteRole, setRouteInput } from '../schema';

/** What a severity does when it is declared, and to whom it goes first and when nobody acknowledges. For incidents from now on. */
export const setRoute = command({
  name: 'notification.set_route',
  permission: 'notification:manage',
  input: setRouteInput,
  run: async ({ tx, input: { severity, reaction, primary, fallback } }) => {
    // Those who change the same severity come one after the other.
    await tx.sql(sql`
      UPDATE severity_policy SET reaction = ${reaction}::severity_reaction,
        version = version + CASE WHEN reaction = ${reaction}::severity_reaction THEN 0 ELSE 1 END
      WHERE severity = ${severity}::severity`);
    await tx.sql(sql`DELETE FROM notification_route WHERE severity = ${severity}::severity`);
    const rows = [
      ...[...new Set(primary)].map((id) => ({ id, role: 'primary' as RouteRole })),
      ...[...new Set(fallback)].map((id) => ({ id, role: 'fallback' as RouteRole })),
    ];
    const made = await tx.sql(sql`
      INSERT INTO notification_route (severity, role, channel_id)
      SELECT ${severity}::severity, row.role::route_role, c.id
      FROM unnest(${rows.map((row) => row.role)}::text[], ${rows.map((row) => row.id)}::uuid[]) AS row(role, id)
      JOIN notification_channel c ON c.id = row.id AND c.removed_at IS NULL RETURNING 1`);
    if (made.length < rows.length) {
      const message = 'A channel was removed meanwhile. Reload the page and choose again.';
      throw new ValidationError([{ path: '/primary', message }]);
    }
    return { severity };
  },
  audit: (_result, { input: { severity, ...rest } }) => ({ subject: severity, detail: rest }),
});
