import sql from 'sql-template-tag';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import { type LogPart, verifyLog } from './verify';
import { verifyFold } from './verify-fold';

/**
 * What is not as it was written. `stamp`: an end of the log that was seen before is no longer in it; `fold`: what is kept is not what the log adds up to;
 * `check`: it failed itself.
 */
export type LogProblem = { part: LogPart | 'stamp' | 'fold' | 'check'; seq: number | null; detail: string };
export type LogHead = { seq: number; hash: string };
export type Checked = { head: LogHead; problems: LogProblem[] };

/**
 * Checks all that INC-`number` says (incidents.md §15, I2 to I4): its log is complete, in its order and unchanged, still has the end that the last
 * check saw, and adds up to what is kept of the incident.
 */
export async function checkIncident(number: number): Promise<Checked> {
  const key = `INC-${number}`;
  const [row] = await primarySql<{ seq: number; hash: Buffer | null; stamped: number | null; isThere: boolean }>(sql`
    SELECT i.last_seq AS seq, i.head_hash AS hash, c.seq AS stamped, c.head_hash IS NULL OR EXISTS (
      SELECT 1 FROM incident_event e WHERE e.incident_id = i.id AND e.seq = c.seq AND e.hash = c.head_hash) AS "isThere"
    FROM incident i LEFT JOIN incident_check c ON c.incident_id = i.id WHERE i.number = ${number}`);
  const log = await verifyLog(key);
  const fold = await foldProblem(key);
  const problems: LogProblem[] = [
    ...(log.ok ? [] : [{ part: log.part, seq: log.seq, detail: log.why }]),
    ...(row && !row.isThere
      ? [{ part: 'stamp' as const, seq: row.stamped, detail: 'it was the end of the log once' }]
      : []),
    ...(fold === null ? [] : [{ part: 'fold' as const, seq: null, detail: fold }]),
  ];
  return { head: { seq: row?.seq ?? 0, hash: row?.hash?.toString('hex') ?? '' }, problems };
}

async function foldProblem(key: string): Promise<string | null> {
  try {
    const { ok, wrong } = await verifyFold(key);
    return ok ? null : wrong.join(', ');
  } catch (error) {
    // A row that says what no row can say.
    logger.warn({ err: error, incident: key }, 'a log could not be replayed');
    return 'the log cannot be replayed';
  }
}

export type DailyCheck = { checkedAt: Date; seq: number; problems: LogProblem[] };

/** What the last daily check of an incident found; null before the first one. */
export async function readDailyCheck(number: number): Promise<DailyCheck | null> {
  const [row] = await primarySql<DailyCheck>(sql`
    SELECT c.checked_at AS "checkedAt", c.seq, c.problems FROM incident_check c JOIN incident i ON i.id = c.incident_id
    WHERE i.number = ${number} AND c.checked_at IS NOT NULL`);
  return row ?? null;
}
