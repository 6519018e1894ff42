import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import { numberOf } from '../model/key';

/** What of a log can be broken. */
const whys = {
  sequence: 'a row is missing before it',
  row: 'it was changed',
  chain: 'it does not follow the row before it',
  end: 'the end of the log is missing or was changed',
} as const;
export type LogPart = keyof typeof whys;
export type LogCheck = { ok: true; rows: number } | { ok: false; seq: number; why: string; part: LogPart };

/**
 * Checks the log of INC-`number`: numbered 1 to n without a gap, each row's hash that of its content and of the row before it, and the last
 * one the head that the incident itself remembers. Names the first row that is wrong.
 */
export async function verifyLog(key: string): Promise<LogCheck> {
  const number = numberOf(key);
  const [wrong] = await primarySql<{ seq: number; part: LogPart }>(sql`
    WITH log AS (
      SELECT e.seq, row_number() OVER (ORDER BY e.seq) AS place, e.hash, e.prev_hash, lag(e.hash) OVER (ORDER BY e.seq) AS before,
        incident_event_hash(e.prev_hash, e) AS wanted,
        e.text_salt IS NULL OR e.text_digest = incident_event_digest(e.text_salt, e.text, e.payload) AS is_said
      FROM incident i JOIN incident_event e ON e.incident_id = i.id WHERE i.number = ${number})
    SELECT seq, part FROM (
      SELECT seq, CASE WHEN seq <> place THEN 'sequence' WHEN hash IS DISTINCT FROM wanted OR NOT is_said THEN 'row'
        WHEN prev_hash IS DISTINCT FROM coalesce(before, ''::bytea) THEN 'chain' END AS part FROM log
      UNION ALL
      SELECT i.last_seq, 'end' FROM incident i
      WHERE i.number = ${number} AND NOT EXISTS (
        SELECT 1 FROM log WHERE log.seq = i.last_seq AND log.hash = i.head_hash AND log.seq = (SELECT max(seq) FROM log))) AS found
    WHERE part IS NOT NULL ORDER BY seq LIMIT 1`);
  if (wrong) return { ok: false, ...wrong, why: whys[wrong.part] };
  const [row] = await primarySql<{ rows: number }>(sql`SELECT last_seq AS rows FROM incident WHERE number = ${number}`);
  return { ok: true, rows: row?.rows ?? 0 };
}
