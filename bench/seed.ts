import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';

/** History for the benchmark: written by SQL straight into the tables, the same for the same size. */
const historyDays = 730;
const services = 40;
const chunk = 100_000;

/** `deployments` over two years up to `end`, 1.5 changes each, one incident for every hundred deployments. */
export async function seedHistory(db: Queryable, deployments: number, end: Date): Promise<void> {
  await db.sql(sql`SET synchronous_commit = off`);
  await db.sql(sql`SELECT setseed(0.42)`);
  await db.sql(sql`INSERT INTO source (kind, name) VALUES ('api_key', 'bench')`);
  await db.sql(sql`INSERT INTO environment (name, kind) VALUES ('production', 'production')`);
  await db.sql(sql`INSERT INTO team (slug, name) SELECT 'team-' || n, 'Team ' || n FROM generate_series(1, 8) n`);
  await db.sql(sql`
    INSERT INTO service (slug, team_id) SELECT 'service-' || lpad(n::text, 2, '0'), 1 + n % 8 FROM generate_series(1, ${services}) n`);
  for (let from = 0; from < deployments; from += chunk) {
    await deploymentsOf(db, from, Math.min(from + chunk, deployments), deployments, end);
  }
  await db.sql(sql`
    INSERT INTO incident (title, status, severity, environment_id, detected_at, resolved_at, caused_by_id, caused_by_ref, updated_at)
    SELECT 'Incident of ' || d.external_id, 'closed', 'SEV3', d.environment_id, d.finished_at + interval '5 minutes',
      d.finished_at + interval '5 minutes' + random() * interval '4 hours', CASE WHEN d.id % 200 = 0 THEN d.id END,
      CASE WHEN d.id % 200 = 0 THEN d.external_id END, now()
    FROM deployment d WHERE d.id % 100 = 0`);
  await db.sql(sql`
    INSERT INTO incident_service (incident_id, service_id)
    SELECT i.id, 1 + i.id % ${services} FROM incident i`);
  // Events that come afterwards get ids of their own.
  for (const table of ['deployment', 'change'] as const) {
    await db.sql(sql`SELECT setval(pg_get_serial_sequence(${table}, 'id'), ${2 * deployments + 2})`);
  }
  for (const table of [
    sql`deployment`,
    sql`change`,
    sql`deployment_change`,
    sql`arrival`,
    sql`incident`,
    sql`incident_service`,
  ]) {
    await db.sql(sql`VACUUM ANALYZE ${table}`);
  }
}

async function deploymentsOf(db: Queryable, from: number, to: number, total: number, end: Date): Promise<void> {
  const stepMs = (historyDays * 86_400_000) / total;
  await db.sql(sql`
    INSERT INTO deployment (id, source_id, external_id, service_id, environment_id, status, started_at, finished_at, version, is_rollback, is_hotfix, ordered_at)
    SELECT n + 1, 1, 'd' || n, 1 + floor(random() * ${services})::int, 1,
      (CASE WHEN r < 0.06 THEN 'failed' WHEN r < 0.09 THEN 'rolled_back' ELSE 'succeeded' END)::deployment_status,
      at - interval '6 minutes', at, 'v' || n, r > 0.98, r > 0.95 AND r <= 0.98, at
    FROM (SELECT n, random() AS r, date_trunc('milliseconds', ${end}::timestamptz - make_interval(secs => (${total} - n) * ${stepMs / 1000}::float8)) AS at
      FROM generate_series(${from}::int, ${to - 1}::int) n) AS made`);
  // Three changes for every two deployments; lead times are log-normal around four hours.
  await db.sql(sql`
    INSERT INTO change (id, service_id, sha, committed_at, merged_at, title, author, author_kind)
    SELECT d.id * 2 + k, d.service_id, md5((d.id * 2 + k)::text), d.finished_at - (spread * 6) * interval '1 hour', d.finished_at - (spread * 4) * interval '1 hour',
      'Change ' || d.id, 'ana', (CASE WHEN random() < 0.15 THEN 'bot' ELSE 'human' END)::author_kind
    FROM deployment d CROSS JOIN generate_series(0, 1) k
      CROSS JOIN LATERAL (SELECT exp(1.3 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) + 0 * (d.id + k)) AS spread) AS s
    WHERE d.id > ${from} AND d.id <= ${to} AND (k = 0 OR d.id % 2 = 0)`);
  await db.sql(sql`
    INSERT INTO deployment_change (deployment_id, change_id) SELECT id / 2, id FROM change WHERE id >= ${from * 2 + 2} AND id < ${to * 2 + 2}`);
  await db.sql(sql`
    INSERT INTO arrival (change_id, environment_id, service_id, deployment_id, finished_at, first_in_production, is_bot, is_baseline,
      merge_ms, commit_ms, merge_bucket, commit_bucket)
    SELECT id, 1, service_id, deployment_id, finished_at, true, bot, false, merge_ms, commit_ms, lead_bucket(merge_ms), lead_bucket(commit_ms)
    FROM (
      SELECT c.id, c.service_id, d.id AS deployment_id, d.finished_at, c.author_kind = 'bot' AS bot,
        (extract(epoch FROM d.finished_at - c.merged_at) * 1000)::bigint AS merge_ms,
        (extract(epoch FROM d.finished_at - c.committed_at) * 1000)::bigint AS commit_ms
      FROM change c JOIN deployment d ON d.id = c.id / 2
      WHERE c.id >= ${from * 2 + 2} AND c.id < ${to * 2 + 2} AND d.status IN ('succeeded', 'rolled_back')) AS arrived`);
}
