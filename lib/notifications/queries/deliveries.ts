import sql, { empty } from 'sql-template-tag';
import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { ListedNotification, NotificationsQuery } from '../schema';

type Row = Omit<ListedNotification, 'createdAt' | 'nextAt' | 'deliveredAt'> & {
  createdAt: Date;
  nextAt: Date | null;
  deliveredAt: Date | null;
};

const position = z.tuple([z.int().min(0).max(8.64e15), z.uuid()]);

/** Messages and what became of them, newest first. */
export async function listNotifications(actor: Actor, query: NotificationsQuery): Promise<Page<ListedNotification>> {
  const after = decodeCursor(query.cursor, position);
  const number = query.incident === undefined ? null : Number(query.incident.slice('INC-'.length));
  const rows = await readSql<Row>(sql`
    SELECT o.id, o.created_at AS "createdAt", 'INC-' || i.number AS incident, o.step, o.urgency, c.name AS channel, o.recipient,
      o.state, o.attempts, o.next_at AS "nextAt", o.delivered_at AS "deliveredAt", o.last_error AS error,
      c.enabled AND c.removed_at IS NULL AS "canSend"
    FROM outbox o JOIN notification_channel c ON c.id = o.channel_id JOIN incident i ON i.id = o.incident_id
    WHERE ${visibleTo(actor)}
      ${query.state ? sql`AND o.state = ${query.state}::outbox_state` : empty}
      ${query.channel ? sql`AND o.channel_id = ${query.channel}` : empty}
      ${number === null ? empty : sql`AND i.number = ${number}`}
      ${after ? sql`AND (o.created_at, o.id) < (${new Date(after[0])}, ${after[1]}::uuid)` : empty}
    ORDER BY o.created_at DESC, o.id DESC LIMIT ${query.limit + 1}`);
  return toPage(
    rows,
    query.limit,
    (row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      nextAt: row.nextAt?.toISOString() ?? null,
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
    }),
    (row) => [row.createdAt.getTime(), row.id],
  );
}
