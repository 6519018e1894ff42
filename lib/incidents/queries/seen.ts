import sql from 'sql-template-tag';
import { primarySql, type Queryable } from '@/lib/db/pool';
import type { Seat } from '../schema/room';

/** Holds this person a seat whose last sight is a minute old or more? */
export async function holdsSeat(number: number, userId: string): Promise<boolean> {
  const rows = await primarySql(sql`
    SELECT 1 FROM incident_seat s JOIN incident i ON i.id = s.incident_id
    WHERE i.number = ${number} AND s.user_id = ${userId}::uuid AND s.ended_at IS NULL
      AND (s.last_seen_at IS NULL OR s.last_seen_at < now() - interval '1 minute')`);
  return rows.length > 0;
}

/** When the holder of a seat last had the room open, took the seat or wrote; null when nobody holds it. */
export async function readLastSeen(db: Queryable, incidentId: number, seat: Seat): Promise<Date | null> {
  return (await readSeen(db, incidentId)).find((each) => each.seat === seat)?.at ?? null;
}

/** The same of every seat that is held. */
export function readSeen(db: Queryable, incidentId: number): Promise<{ seat: Seat; at: Date }[]> {
  return db.sql(sql`
    SELECT seat, greatest(last_seen_at, accepted_at) AS at FROM incident_seat WHERE incident_id = ${incidentId} AND ended_at IS NULL`);
}
