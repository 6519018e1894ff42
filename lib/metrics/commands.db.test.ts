import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { dropCutRollups, ensureRollups } from './commands';
import { allProduction } from './queries/scope';

test('tidying up drops the rows of cut days and keeps those of days', async () => {
  const at = (time: string) => new Date(`2026-03-${time}Z`);
  await ensureRollups(allProduction, [
    { startsAt: at('01T10:00'), endsAt: at('02T00:00') },
    { startsAt: at('02T00:00'), endsAt: at('03T00:00') },
    { startsAt: at('03T00:00'), endsAt: at('03T09:30') },
  ]);
  const rows = () => primarySql<{ at: Date }>(sql`SELECT starts_at AS at FROM rollup_day ORDER BY 1`);
  expect(await rows()).toHaveLength(3);
  await dropCutRollups();
  expect(await rows()).toEqual([{ at: at('02T00:00') }]);
});
