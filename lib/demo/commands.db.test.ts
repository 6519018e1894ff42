import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { verifyFold } from '@/lib/incidents/queries/verify-fold';
import { loadDemoData } from './commands';

const counts = () =>
  primarySql<{ deployments: number; actions: number; overdue: number }>(sql`
    SELECT (SELECT count(*)::int FROM deployment) AS deployments, (SELECT count(*)::int FROM change) AS changes,
      (SELECT count(*)::int FROM incident) AS incidents, (SELECT count(*)::int FROM service) AS services,
      (SELECT count(*)::int FROM team) AS teams, (SELECT count(*)::int FROM action_item) AS actions, (SELECT count(*)::int FROM workload_target) AS targets,
      (SELECT count(*)::int FROM action_item WHERE done_at IS NULL AND due_on < current_date) AS overdue, (SELECT coalesce(sum(refused), 0)::int FROM delivery) AS refused`);

test('the demo company is loaded once, without a refused event, also when an earlier load broke off', async () => {
  await loadDemoData();
  const [first] = await counts();
  expect(first).toMatchObject({ services: 40, teams: 8, targets: 40, refused: 0 });
  expect(first?.deployments).toBeGreaterThan(15_000);
  expect(first?.actions).toBeGreaterThan(20);
  expect(first?.overdue).toBeGreaterThan(0);
  await loadDemoData();
  expect(await counts()).toEqual([first]);
  // I4: reported in bulk or not, an incident is what its log adds up to.
  const incidents = await primarySql<{ key: string }>(
    sql`SELECT 'INC-' || number AS key FROM incident ORDER BY id DESC LIMIT 50`,
  );
  for (const { key } of incidents) expect(await verifyFold(key), key).toEqual({ ok: true, wrong: [] });
  // As a crash before the end leaves it: everything stored, nothing noted.
  await primarySql(sql`DELETE FROM delivery`);
  await loadDemoData();
  expect(await counts()).toEqual([first]);
}, 120_000);
