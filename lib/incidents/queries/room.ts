import sql, { type Sql } from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';
import { handOverBrief } from '../model/brief';
import { fromFold, type StoredFold } from '../model/fold';
import type { Incident } from '../model/incident';
import { redactedWords } from '../model/redaction';
import type { IncidentDetail } from '../schema';
import { type LinkAnswer, seats } from '../schema/room';
import { readDeploys } from './deploys';
import { readSeen } from './seen';

type RoomAnswer = Pick<IncidentDetail, 'roles' | 'targets' | 'tasks' | 'deployments' | 'links'>;

type RoomRow = { fold: StoredFold } & Pick<Incident, 'severity' | 'status' | 'detectedAt'>;

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** An incident's room as the API answers it; `visibleLinks` narrows the other incidents (`o`) to those that the reader may see. */
export async function readRoomAnswer(db: Queryable, id: number, visibleLinks: Sql): Promise<RoomAnswer> {
  const [[row], deployments, links, seen] = await Promise.all([
    db.sql<RoomRow>(sql`
      SELECT fold, severity, status, detected_at AS "detectedAt" FROM incident WHERE id = ${id}`),
    readDeploys(db, id),
    readLinks(db, id, visibleLinks),
    readSeen(db, id),
  ]);
  if (!row) throw new NotFoundError('This incident');
  const { room } = fromFold(row.fold);
  const brief = room.offers.length > 0 ? handOverBrief(row, room, await readDecisions(db, id)) : '';
  return {
    roles: seats.map((seat) => {
      const holding = room.seats.find((each) => each.seat === seat);
      const offer = room.offers.find((each) => each.seat === seat);
      return {
        seat,
        holder: holding?.person ?? null,
        accepted_at: iso(holding?.acceptedAt ?? null),
        seen_at: iso(seen.find((each) => each.seat === seat)?.at ?? null),
        offer: offer ? { to: offer.to, from: offer.from, offered_at: offer.offeredAt.toISOString(), brief } : null,
      };
    }),
    targets: room.targets.map((target) => ({
      code: target.code,
      severity: target.severity,
      occurrence: target.occurrence,
      after_minutes: target.afterMinutes,
      due_at: target.dueAt.toISOString(),
      state: target.state,
      reason: target.reason,
      met_at: iso(target.metAt),
    })),
    tasks: room.tasks.map((task) => ({
      number: task.number,
      text: task.text,
      assignee: task.assignee,
      due_at: iso(task.dueAt),
      is_blocking: task.isBlocking,
      done_at: iso(task.doneAt),
    })),
    deployments,
    links,
  };
}

/** The last decisions, oldest first. They are quoted as the log has them now. */
async function readDecisions(db: Queryable, id: number): Promise<{ text: string; at: Date }[]> {
  const rows = await db.sql<{ text: string; at: Date }>(sql`
    SELECT coalesce(text, ${redactedWords}) AS text, occurred_at AS at FROM incident_event
    WHERE incident_id = ${id} AND kind = 'decision' ORDER BY seq DESC LIMIT 5`);
  return rows.reverse();
}

function readLinks(db: Queryable, id: number, visible: Sql): Promise<LinkAnswer[]> {
  return db.sql<LinkAnswer>(sql`
    SELECT 'INC-' || o.number AS key, o.title, o.status, o.severity, link.kind
    FROM (
      SELECT other_id AS id, kind::text FROM incident_link WHERE incident_id = ${id}
      UNION SELECT incident_id, kind::text FROM incident_link WHERE other_id = ${id}
      UNION ALL SELECT id, 'merged_from' FROM incident WHERE merged_into_id = ${id}
      UNION ALL SELECT merged_into_id, 'merged_into' FROM incident WHERE id = ${id} AND merged_into_id IS NOT NULL) AS link
    JOIN incident o ON o.id = link.id WHERE ${visible} ORDER BY o.number DESC LIMIT 100`);
}
