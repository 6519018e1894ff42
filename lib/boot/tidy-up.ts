import sql from 'sql-template-tag';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import { trimRollups } from '@/lib/metrics/commands';

/** Removes what has served its time: idempotency keys after 72 hours, ended sessions, old sign-in counters, old deliveries and messages, roll-ups that were asked for. */
export async function tidyUp(): Promise<void> {
  try {
    await primarySql(sql`DELETE FROM idempotency_key WHERE created_at < now() - interval '73 hours'`);
    await primarySql(sql`DELETE FROM person_idempotency_key WHERE created_at < now() - interval '73 hours'`);
    await primarySql(sql`DELETE FROM session WHERE expires_at < now() - interval '30 days'`);
    // Where somebody signed in is known for a while longer (lib/auth/limiter.ts).
    await primarySql(sql`
      DELETE FROM sign_in_attempt
      WHERE window_start < now() - CASE WHEN bucket LIKE 'place:%' THEN interval '90 days' ELSE interval '1 day' END`);
    await primarySql(sql`
      DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE received_at < now() - interval '90 days' ORDER BY received_at LIMIT 20000)`);
    // What webhooks brought is kept for a replay: 30 days, and the newest thousand of a source.
    await primarySql(sql`
      DELETE FROM delivery_body WHERE delivery_id IN (
        SELECT delivery_id FROM delivery_body WHERE received_at < now() - interval '30 days' ORDER BY received_at LIMIT 20000)`);
    await primarySql(sql`
      DELETE FROM delivery_body b USING (
        SELECT s.source_id, (
          SELECT d.delivery_id FROM delivery_body d WHERE d.source_id = s.source_id ORDER BY d.delivery_id DESC OFFSET 1000 LIMIT 1) AS last
        FROM (SELECT DISTINCT source_id FROM delivery_body) s) AS full_source
      WHERE b.source_id = full_source.source_id AND b.delivery_id <= full_source.last`);
    await primarySql(sql`
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE next_at IS NULL AND created_at < now() - interval '400 days' ORDER BY created_at LIMIT 20000)`);
    await trimRollups();
  } catch (error) {
    logger.warn({ err: error }, 'tidying up failed; it is tried again in an hour');
  }
}
