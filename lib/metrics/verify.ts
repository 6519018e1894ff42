import sql from 'sql-template-tag';
import { addDays, localDate, now } from '@/lib/core/time';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { noFacts } from './model/facts';
import { bucketsOf, piecesOf, readWindow, type Window } from './model/window';
import { readFacts } from './queries/facts';
import { allProduction, type EnvironmentScope } from './queries/scope';
import { type Difference, differences, type RecomputeQuery, recomputeFacts } from './recompute';
import { definitionIds } from './schema';

/** One comparison of the product's numbers with the twin's. */
export type Check = {
  zone: string;
  window: string;
  scope: string;
  rules: string;
  compared: number;
  differences: Difference[];
};

export type VerifyPlan = {
  zones: string[];
  /** Services by id, null for all of them. */
  services: (number[] | null)[];
  environments: EnvironmentScope[];
  windows: (zone: string) => Window[];
  /** Also every day of the series, and each service by itself. */
  deep: boolean;
};

/** Compares what a reader sees with a recompute from the records, each pair in one snapshot. */
export async function* verifyMetrics(plan: VerifyPlan): AsyncGenerator<Check> {
  for (const zone of plan.zones) {
    for (const window of plan.windows(zone)) {
      for (const services of plan.services) {
        for (const environments of plan.environments) {
          for (const definition of definitionIds) {
            for (const excludeBots of [false, true]) {
              const query = { services, environments, definition, excludeBots };
              const found = await readSnapshot((db) => compare(db, query, window, plan.deep));
              yield {
                zone,
                window: `${localDate(window.from, zone)} … ${localDate(window.to, zone)}`,
                scope: `${services === null ? 'all services' : `services ${services.join(',')}`}, ${environments.kind === 'named' ? `environments ${environments.ids.join(',')}` : 'production'}`,
                rules: `${definition}${excludeBots ? ', no bots' : ''}`,
                ...found,
              };
            }
          }
        }
      }
    }
  }
}

async function compare(
  db: Queryable,
  query: RecomputeQuery,
  window: Window,
  isDeep: boolean,
): Promise<Pick<Check, 'compared' | 'differences'>> {
  const days = isDeep ? bucketsOf(window, 'day') : [];
  const periods = [window, ...days];
  const { byService } = await readFacts(db, query, piecesOf(window), periods);
  const found: Difference[] = [];
  for (const [position, period] of periods.entries()) {
    const product = byService.get(0)?.[position];
    if (product) found.push(...differences(product, await recomputeFacts(db, query, period)));
  }
  if (!isDeep) return { compared: periods.length, differences: found };
  const each = await readFacts(db, query, piecesOf(window), [window], { each: true });
  const ids =
    query.services ?? (await db.sql<{ id: number }>(sql`SELECT id FROM service ORDER BY id`)).map(({ id }) => id);
  for (const id of ids) {
    const product = each.byService.get(id)?.[0] ?? noFacts();
    found.push(...differences(product, await recomputeFacts(db, { ...query, services: [id] }, window)));
  }
  return { compared: periods.length + ids.length, differences: found };
}

/** Arrivals that differ from a recompute of the records: rows missing, too many, or wrong. */
export async function countWrongArrivals(db: Queryable): Promise<number> {
  const [row] = await db.sql<{ wrong: number }>(sql`
    WITH reached AS (
      SELECT DISTINCT ON (l.change_id, d.environment_id) l.change_id, d.environment_id, d.id AS deployment_id, d.finished_at, d.external_id,
        e.kind = 'production' AS production
      FROM deployment_change l JOIN deployment d ON d.id = l.deployment_id JOIN environment e ON e.id = d.environment_id
      WHERE d.status IN ('succeeded', 'rolled_back')
      ORDER BY l.change_id, d.environment_id, d.finished_at, d.external_id, d.id),
    wanted AS (
      SELECT r.*, r.production AND NOT EXISTS (
          SELECT 1 FROM reached o WHERE o.change_id = r.change_id AND o.production
            AND (o.finished_at, o.external_id, o.deployment_id) < (r.finished_at, r.external_id, r.deployment_id)) AS first,
        (extract(epoch FROM r.finished_at - coalesce(c.merged_at, c.committed_at)) * 1000)::bigint AS merge_ms,
        (extract(epoch FROM r.finished_at - c.committed_at) * 1000)::bigint AS commit_ms, c.author_kind = 'bot' AS bot
      FROM reached r JOIN change c ON c.id = r.change_id)
    SELECT count(*)::int AS wrong FROM wanted w FULL JOIN arrival a USING (change_id, environment_id)
    WHERE (w.deployment_id, w.finished_at, w.first, w.merge_ms, w.commit_ms, w.bot)
      IS DISTINCT FROM (a.deployment_id, a.finished_at, a.first_in_production, a.merge_ms, a.commit_ms, a.is_bot)`);
  return row?.wrong ?? 0;
}

/**
 * Links of incidents to deployments that differ from what they name: to one that is not named, to one of several that it could
 * be, or to none where it is clear.
 */
export async function countWrongLinks(db: Queryable): Promise<number> {
  const [row] = await db.sql<{ wrong: number }>(sql`
    WITH named AS (
      SELECT i.id AS incident_id, i.source_id, link.* FROM incident i
        CROSS JOIN LATERAL (VALUES ('cause', i.caused_by_ref, i.caused_by_id), ('fix', i.fixed_by_ref, i.fixed_by_id)) AS link(side, ref, id)),
    candidate AS (
      SELECT n.incident_id, n.side, d.id, d.source_id = n.source_id AS is_own, x.service_id IS NOT NULL AS fits,
        k.verdict = CASE n.side WHEN 'cause' THEN 'caused' ELSE 'fixed' END::deploy_verdict AS is_judged
      FROM named n JOIN deployment d ON d.external_id = n.ref
        LEFT JOIN incident_service x ON x.incident_id = n.incident_id AND x.service_id = d.service_id
        LEFT JOIN incident_deploy k ON k.incident_id = n.incident_id AND k.deployment_id = d.id),
    ranked AS (
      SELECT *, CASE WHEN is_judged THEN 0 WHEN is_own THEN 1 WHEN fits THEN 2 ELSE 3 END AS rank, count(*) OVER (PARTITION BY incident_id, side) AS n
      FROM candidate),
    best AS (
      SELECT DISTINCT ON (incident_id, side) *, count(*) OVER (PARTITION BY incident_id, side, rank) AS equals
      FROM ranked ORDER BY incident_id, side, rank, id)
    SELECT count(*)::int AS wrong FROM named n LEFT JOIN best b
      ON b.incident_id = n.incident_id AND b.side = n.side AND b.equals = 1 AND (b.rank < 3 OR b.n = 1)
    WHERE n.id IS DISTINCT FROM b.id`);
  return row?.wrong ?? 0;
}

/** What the command line verifies: all data and recent windows, in zones with clock changes and half hours, whole and service by service. */
export async function defaultPlan(db: Queryable): Promise<VerifyPlan> {
  const services = await db.sql<{ id: number }>(sql`
    SELECT service_id AS id FROM deployment GROUP BY 1 ORDER BY count(*) DESC LIMIT 3`);
  const [span] = await db.sql<{ first: Date | null; last: Date | null }>(sql`
    SELECT min(finished_at) AS first, max(finished_at) AS last FROM deployment`);
  const current = now();
  const last = span?.last ?? current;
  return {
    zones: ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'],
    services: [null, ...services.map(({ id }) => [id])],
    environments: [allProduction],
    windows: (zone) => {
      const end = addDays(localDate(last, zone), 1);
      const of = (from: string, to: string) => readWindow({ from, to, tz: zone }, current);
      const half = new Date(last.getTime() - 3_600_000 * 7.5).toISOString();
      return [
        of(addDays(end, -30), end),
        of(addDays(end, -90), half),
        of(span?.first ? localDate(span.first, zone) : addDays(end, -365), end),
      ];
    },
    deep: false,
  };
}
