import sql, { type Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { Tx } from '@/lib/db/transaction';
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
    await markSeen(tx, sql`s.incident_id = (SELECT id FROM incident WHERE number = ${input})`, actor.id, now);
  },
});

/** Notes that a person is there in the seats `s` that they hold, once a minute. */
export async function markSeen(tx: Tx, where: Sql, userId: string, now: Date): Promise<void> {
  await tx.sql(sql`
    UPDATE incident_seat s SET last_seen_at = ${now}
    WHERE ${where} AND s.user_id = ${userId}::uuid AND s.ended_at IS NULL
      AND (s.last_seen_at IS NULL OR s.last_seen_at < ${now}::timestamptz - interval '1 minute')`);
}
