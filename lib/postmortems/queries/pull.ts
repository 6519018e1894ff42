import sql from 'sql-template-tag';
import * as Y from 'yjs';
import type { Actor } from '@/lib/auth/actor';
import { primarySql, type Queryable } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { UpdateRow, UpdatesAnswer } from '../schema';
import { readDocument, readUpdates } from './document';

const primary: Queryable = { sql: primarySql };
/** Whoever is further behind gets the whole text. */
const mostRows = 500;

/** `commentSeq`: how often its comments changed. */
type Row = { id: number; lastSeq: number; commentSeq: number };

/** The post-mortem that is meant by INC-`number`; null when there is none, or (with `actor`) none that the actor may see. */
export async function findPostmortem(number: number, actor: Actor | null): Promise<Row | null> {
  const [row] = await primarySql<Row>(sql`
    SELECT p.id, p.last_seq AS "lastSeq", p.comment_seq AS "commentSeq" FROM postmortem p JOIN incident i ON i.id = p.incident_id
    WHERE i.number = ${number} AND ${actor ? visibleTo(actor) : sql`true`}`);
  return row ?? null;
}

/** The updates after `after`, from the primary: an editor must find what it has just written. Without it, or far behind, the whole text. */
export async function pullUpdates({ id, lastSeq }: Row, after: number | undefined): Promise<UpdatesAnswer> {
  if (after !== undefined && after <= lastSeq && lastSeq - after <= mostRows) {
    const rows = await readUpdates(primary, id, after, mostRows);
    return { last_seq: rows.at(-1)?.seq ?? after, state: null, rows };
  }
  const { doc, seq } = await readDocument(primary, id);
  return { last_seq: seq, state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'), rows: [] };
}

/** Rows for a live stream, at most so many at a time. */
export function streamedUpdates(id: number, after: number): Promise<UpdateRow[]> {
  return readUpdates(primary, id, after, 100);
}
