import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { gather } from '@/lib/core/gather';
import { primarySql } from '@/lib/db/pool';
import type { TimelineRow } from '../schema';
import { readTimeline } from './record';
import { visibleTo } from './visible';

/** The number of an incident's last row; 0 when there is no such incident. */
export async function readLastSeq(number: number): Promise<number> {
  const [row] = await primarySql<{ seq: number }>(sql`SELECT last_seq AS seq FROM incident WHERE number = ${number}`);
  return row?.seq ?? 0;
}

/** Of the thousand rows of a read, how many may lie between two listeners who share it. */
const nearRows = 200;

/** `isPrivate`: whether it was when the rows had been read, so that none of them was written behind a closed door unseen. */
type Read = { rows: TimelineRow[]; isPrivate: boolean };
type Wanted = { number: number; after: number };

/**
 * Listeners of one incident who look at the same moment share one read, made after the last of them asked: an entry costs one query per
 * process, however many watch.
 */
const shared = gather<Wanted, Read>({
  serve: async (wanted) => {
    const number = wanted[0]?.number ?? 0;
    const [incident] = await primarySql<{ id: number }>(sql`SELECT id FROM incident WHERE number = ${number}`);
    if (!incident) return wanted.map(() => ({ rows: [], isPrivate: false }));
    // Whoever is far behind reads alone, or the others would wait for rows beyond what one read holds.
    const newest = Math.max(...wanted.map(({ after }) => after));
    const near = wanted.map(({ after }) => after).filter((after) => after > newest - nearRows);
    const read = (after: number) => readTimeline({ sql: primarySql }, incident.id, after);
    const rows = await read(Math.min(...near));
    const found = await Promise.all(
      wanted.map(({ after }) => (near.includes(after) ? rows.filter(({ seq }) => seq > after) : read(after))),
    );
    const hidden = await isPrivate(number);
    return found.map((each) => ({ rows: each, isPrivate: hidden }));
  },
  isForAll: () => true,
  limit: 1_000,
});

/** Rows of an incident's log after a listener's cursor, by seq, at most 1,000; none once the listener may not see it any more. */
export async function readRowsAfter(actor: Actor, number: number, after: number): Promise<TimelineRow[]> {
  const read = await shared(String(number), { number, after });
  if (read.rows.length === 0 || !read.isPrivate || (await canSeeNumber(actor, number))) return read.rows;
  return [];
}

/** May this actor see the incident of this number? */
export async function canSeeNumber(actor: Actor, number: number): Promise<boolean> {
  const rows = await primarySql(sql`SELECT 1 FROM incident i WHERE i.number = ${number} AND ${visibleTo(actor)}`);
  return rows.length > 0;
}

/** Is the incident of this number private? */
export async function isPrivate(number: number): Promise<boolean> {
  return (await primarySql(sql`SELECT 1 FROM incident WHERE number = ${number} AND visibility = 'private'`)).length > 0;
}
