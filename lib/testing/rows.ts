import sql, { join, raw } from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';

// Refusals are written down, use is noted, numbers are recomputed, and workloads are looked at: that is no change of what a caller asked for.
const bookkeeping = /^(audit_entry|sign_in_attempt|live_channel|rollup_.*|workload_revision|_prisma_migrations)$/;
const noted = ['last_used_at', 'last_seen_at', 'look_at', 'look_error'];

/** Waits until no rollback that was begun before is being carried out. One that was set aside is held for longer. */
async function nothingCarried(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const carried = await primarySql(sql`
      SELECT 1 FROM rollback WHERE state IN ('REQUESTED', 'APPLIED', 'OBSERVING')
        AND coalesce(lease_until < now() + interval '1 minute', true) LIMIT 1`);
    if (carried.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('a rollback does not end');
}

/** One hash for each table of what is in it; two of them are equal when nothing was written between. All tables are read in one statement. */
export async function contents(): Promise<Record<string, string>> {
  await nothingCarried();
  const tables = await primarySql<{ name: string }>(
    sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const hashes = tables
    .filter(({ name }) => !bookkeeping.test(name))
    .map(
      ({ name }) => sql`
        SELECT ${name} AS name,
          count(*) || ':' || coalesce(sum(hashtextextended((to_jsonb(t) - ${noted}::text[])::text, 0)::numeric), 0) AS hash
        FROM ${raw(`"${name}"`)} t`,
    );
  const rows = await primarySql<{ name: string; hash: string }>(join(hashes, ' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
