import sql from 'sql-template-tag';
import { z } from 'zod';
import { command } from '@/lib/server/command';

/**
 * Notes that whoever holds a seat has the incident of this number open, once a minute. It decides who may take over from somebody who is away,
 * and is no row of the log: nothing happened.
 */
export const noteSeen = command({
  name: 'incident.seen',
  permission: 'incident:read',
  input: z.int().min(1),
  audit: 'none',
  run: async ({ tx, actor, input, now }): Promise<void> => {
    if (actor.kind !== 'user') return;
    await tx.sql(sql`
      UPDATE incident_seat s SET last_seen_at = ${now} FROM incident i
      WHERE i.id = s.incident_id AND i.number = ${input} AND s.user_id = ${actor.id}::uuid AND s.ended_at IS NULL
        AND (s.last_seen_at IS NULL OR s.last_seen_at < ${now}::timestamptz - interval '1 minute')`);
  },
});
