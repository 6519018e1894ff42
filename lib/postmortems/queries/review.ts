import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';

export type ReviewRow = {
  id: number;
  reviewer: string;
  isApproval: boolean;
  note: string | null;
  at: Date;
  isCurrent: boolean;
};
export type VersionRow = { id: number; name: string; author: string; at: Date; uptoSeq: number };

/** What reviewers said, latest first; `isCurrent` until the text goes back to its writers. */
export function readReviews(db: Queryable, postmortemId: number): Promise<ReviewRow[]> {
  return db.sql<ReviewRow>(sql`
    SELECT r.id, u.name AS reviewer, r.is_approval AS "isApproval", r.note, r.created_at AS at, r.withdrawn_at IS NULL AS "isCurrent"
    FROM pm_review r JOIN user_account u ON u.id = r.reviewer_id
    WHERE r.postmortem_id = ${postmortemId} ORDER BY r.id DESC LIMIT 50`);
}

/** The versions that were kept, latest first. */
export function readVersions(db: Queryable, postmortemId: number): Promise<VersionRow[]> {
  return db.sql<VersionRow>(sql`
    SELECT id, name, author_name AS author, created_at AS at, upto_seq AS "uptoSeq"
    FROM pm_version WHERE postmortem_id = ${postmortemId} ORDER BY id DESC LIMIT 50`);
}

/** What a version exports to; null when there is none of this number. */
export async function readVersion(
  db: Queryable,
  postmortemId: number,
  id: number,
): Promise<{ name: string; author: string; at: Date; markdown: string } | null> {
  const [row] = await db.sql<{ name: string; author: string; at: Date; markdown: string }>(sql`
    SELECT name, author_name AS author, created_at AS at, markdown
    FROM pm_version WHERE postmortem_id = ${postmortemId} AND id = ${id}`);
  return row ?? null;
}

/** Who held which role of an incident, now or before. */
export function readSeats(
  db: Queryable,
  incidentId: number,
): Promise<{ userId: string; name: string; seat: string }[]> {
  return db.sql<{ userId: string; name: string; seat: string }>(sql`
    SELECT DISTINCT s.user_id AS "userId", u.name, s.seat::text AS seat
    FROM incident_seat s JOIN user_account u ON u.id = s.user_id WHERE s.incident_id = ${incidentId} ORDER BY seat, u.name`);
}
