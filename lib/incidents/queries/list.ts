import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readTwoWay, type TwoWayPage } from '@/lib/core/paging';
import { readSql } from '@/lib/db/pool';
import type { IncidentListQuery, IncidentListRow, ListedTarget, ListTab } from '../schema/list';
import { active, commanderId, narrowed } from './narrow';
import { visibleTo } from './visible';

type Filters = Omit<IncidentListQuery, 'tab' | 'limit' | 'cursor'>;

/** What belongs on a tab. A post-mortem is needed while the severity asks for one and its date stands (incidents.md §14). */
const onTab: Record<ListTab, Sql> = {
  active,
  resolved: sql`NOT ${active}`,
  postmortem: sql`(i.status IN ('resolved', 'closed') AND i.kind = 'real'
    AND coalesce(i.postmortem_state, '') NOT IN ('published', 'skipped')
    AND i.severity IN (SELECT severity FROM severity_policy WHERE postmortem_required)
    AND EXISTS (SELECT 1 FROM incident_target t
      WHERE t.incident_id = i.id AND t.code = 'postmortem' AND t.state IN ('pending', 'missed')))`,
};

/** Each filter narrows; drills and tests are left out unless asked for. */
function fitting(actor: Actor, { drills, ...filters }: Filters): Sql {
  return sql`${visibleTo(actor)} ${drills ? empty : sql`AND i.kind = 'real'`} ${narrowed(filters)}`;
}

type Row = Omit<IncidentListRow, 'key' | 'detectedAt' | 'resolvedAt' | 'nextUpdateDueAt' | 'commander'> & {
  id: number;
  number: number;
  detectedAt: Date;
  resolvedAt: Date | null;
  nextUpdateDueAt: Date | null;
  commanderId: string | null;
  commanderName: string | null;
};

/** Reasons for which another target stands in the place of this one. */
const replaced = ['severity_lowered', 'severity_raised', 'reopened'];

const columns = sql`
  i.id, i.number, i.title, i.kind, i.severity, i.status, i.version, i.visibility,
  ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug) AS services,
  e.name AS environment, i.detected_at AS "detectedAt", i.resolved_at AS "resolvedAt", i.next_update_due_at AS "nextUpdateDueAt",
  i.postmortem_state AS postmortem, i.kind = 'real' AND y.postmortem_required AS "needsPostmortem",
  u.id AS "commanderId", u.name AS "commanderName",
  coalesce((SELECT jsonb_agg(jsonb_build_object('code', t.code, 'state', t.state, 'dueAt', t.due_at, 'afterMinutes', t.after_minutes,
      'reason', t.reason) ORDER BY t.position)
    FROM incident_target t WHERE t.incident_id = i.id AND coalesce(t.reason, '') <> ALL(${replaced}::text[])), '[]') AS targets`;

const tables = sql`incident i JOIN severity_policy y ON y.severity = i.severity
  LEFT JOIN environment e ON e.id = i.environment_id LEFT JOIN user_account u ON u.id = ${commanderId}`;

function toRow({ id: _id, number, commanderId: id, commanderName: name, ...row }: Row): IncidentListRow {
  return {
    ...row,
    key: `INC-${number}`,
    detectedAt: row.detectedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    nextUpdateDueAt: row.nextUpdateDueAt?.toISOString() ?? null,
    commander: id !== null && name !== null ? { id, name } : null,
    targets: row.targets.map((target: ListedTarget) => ({ ...target, dueAt: new Date(target.dueAt).toISOString() })),
  };
}

/** Active incidents, the most severe first, of those alike the newest; or those that need a post-mortem, the earliest due first. */
export async function listUrgent(
  actor: Actor,
  tab: 'active' | 'postmortem',
  filters: Filters,
  limit: number,
): Promise<IncidentListRow[]> {
  const due = sql`(SELECT min(t.due_at) FROM incident_target t
    WHERE t.incident_id = i.id AND t.code = 'postmortem' AND t.state IN ('pending', 'missed'))`;
  const order = tab === 'active' ? sql`i.severity, i.detected_at DESC, i.id DESC` : sql`${due}, i.id`;
  const rows = await readSql<Row>(sql`
    SELECT ${columns} FROM ${tables} WHERE ${onTab[tab]} AND ${fitting(actor, filters)} ORDER BY ${order} LIMIT ${limit}`);
  return rows.map(toRow);
}

/** Incidents that are over, latest detected first; a page that can be left both ways. */
export function browseResolved(
  actor: Actor,
  { tab: _tab, limit, cursor, ...filters }: IncidentListQuery,
): Promise<TwoWayPage<IncidentListRow>> {
  return readTwoWay<Row, IncidentListRow>(
    cursor,
    limit,
    (beyond, count) => {
      const [way, order] = beyond?.isNewer
        ? [sql`>`, sql`i.detected_at, i.id`]
        : [sql`<`, sql`i.detected_at DESC, i.id DESC`];
      return readSql<Row>(sql`
        SELECT ${columns} FROM ${tables} WHERE ${onTab.resolved} AND ${fitting(actor, filters)}
          ${beyond ? sql`AND (i.detected_at, i.id) ${way} (${beyond.at}, ${beyond.id})` : empty}
        ORDER BY ${order} LIMIT ${count}`);
    },
    toRow,
    ({ detectedAt, id }) => [detectedAt.getTime(), id],
  );
}

/** Incidents that were resolved since `since`, latest first. */
export async function listRecent(
  actor: Actor,
  filters: Filters,
  since: Date,
  limit: number,
): Promise<IncidentListRow[]> {
  const rows = await readSql<Row>(sql`
    SELECT ${columns} FROM ${tables} WHERE ${onTab.resolved} AND i.resolved_at >= ${since} AND ${fitting(actor, filters)}
    ORDER BY i.resolved_at DESC, i.id DESC LIMIT ${limit}`);
  return rows.map(toRow);
}

export type TabCounts = Record<ListTab, number>;

function countTabs(where: Sql): Promise<TabCounts[]> {
  return readSql<TabCounts>(sql`
    SELECT count(*) FILTER (WHERE ${onTab.active})::int AS active, count(*) FILTER (WHERE ${onTab.resolved})::int AS resolved,
      count(*) FILTER (WHERE ${onTab.postmortem})::int AS postmortem
    FROM incident i WHERE ${where}`);
}

const none: TabCounts = { active: 0, resolved: 0, postmortem: 0 };

/** How many incidents each tab holds under these filters. */
export async function countByTab(actor: Actor, filters: Filters): Promise<TabCounts> {
  return (await countTabs(fitting(actor, filters)))[0] ?? none;
}

/** How many real incidents of each tab this actor may not see. No filter narrows it: that would tell what they are about. */
export async function countHidden(actor: Actor): Promise<TabCounts> {
  return (await countTabs(sql`i.visibility = 'private' AND i.kind = 'real' AND NOT ${visibleTo(actor)}`))[0] ?? none;
}

/** The people who command, or commanded, an incident that the actor may see; the first 200 by name. */
export function listCommanders(actor: Actor): Promise<{ id: string; name: string }[]> {
  return readSql<{ id: string; name: string }>(sql`
    SELECT u.id, u.name FROM user_account u WHERE EXISTS (
      SELECT 1 FROM incident_seat h JOIN incident i ON i.id = h.incident_id
      WHERE h.user_id = u.id AND h.seat = 'commander' AND ${visibleTo(actor)})
    ORDER BY u.name, u.id LIMIT 200`);
}
