import sql from 'sql-template-tag';
import { beforeAll, describe, expect, test } from 'vitest';
import { GET as getBadge } from '@/app/api/v1/badges/[badge]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import { GET as getWhy } from '@/app/api/v1/metrics/dora/[metric]/why/route';
import { GET as getDora } from '@/app/api/v1/metrics/dora/route';
import { formatValue } from '@/lib/core/format';
import type { Search } from '@/lib/core/page-search';
import { inTransaction } from '@/lib/db/transaction';
import { recountArrivals } from '@/lib/deployments/commands/arrivals';
import { call, createTestKey } from '@/lib/testing/api';
import { markRollups } from './commands';
import { loadMetric, loadOverview, loadRecords, type MetricView } from './load';
import { headlineOf } from './model/why';
import { metrics } from './registry';
import type { DefinitionId, MetricId, RecordPart } from './schema';

/** Each count that a metric's page shows has a list with exactly as many records. */
const viewer = {
  kind: 'user',
  id: '00000000-0000-4000-8000-000000000000',
  email: '',
  name: '',
  role: 'viewer',
  sessionHash: Buffer.from(''),
} as const;
const march: Search = { from: '2026-03-01', to: '2026-03-31', tz: 'Europe/London' };
let key: string;

beforeAll(async () => {
  ({ key } = await createTestKey());
  let day = 0;
  const deploy = (id: string, status: string, more: Record<string, unknown> = {}) => {
    day += 1;
    const at = (hour: string) => `2026-03-${String(day).padStart(2, '0')}T${hour}:00Z`;
    const isOpen = status === 'queued' || status === 'in_progress';
    const body = {
      id,
      status,
      service: day % 3 === 0 ? 'billing' : 'checkout',
      environment: 'production',
      ...(status === 'queued' ? {} : { started_at: at('11:50') }),
      ...(isOpen ? {} : { finished_at: at('12:00') }),
      ...more,
      changes: ((more.changes as string[] | undefined) ?? []).map((change) => {
        const [sha, merged, kind] = change.split(' ');
        const time = `${merged}:00Z`;
        return { sha, committed_at: `${merged?.slice(0, 11)}00:30:00Z`, merged_at: time, author_kind: kind ?? 'human' };
      }),
    };
    return call(postDeployment, 'POST', { key, body });
  };
  await deploy('first', 'succeeded', { changes: ['a 2026-03-01T08:00', 'b 2026-03-01T09:00'] });
  await deploy('plain', 'succeeded', {
    changes: ['c 2026-03-02T11:59', 'd 2026-02-10T09:00', 'e 2026-03-01T10:00 bot'],
  });
  await deploy('clock', 'succeeded', { changes: ['f 2026-03-03T13:00', 'g 2026-03-03T14:00 bot'] });
  await deploy('pipeline', 'failed', { changes: ['h 2026-03-01T08:00'] });
  await deploy('blamed-pipeline', 'failed');
  await deploy('back', 'rolled_back', { changes: ['h 2026-03-01T08:00'] });
  await deploy('undo', 'succeeded', { is_rollback: true, is_hotfix: true });
  await deploy('hot', 'succeeded', { is_hotfix: true, changes: ['i 2026-03-01T08:00'] });
  await deploy('cause', 'succeeded', { changes: ['j 2026-02-20T09:00'] });
  await deploy('back-cause', 'rolled_back');
  await deploy('fix', 'succeeded', { changes: ['k 2026-01-20T09:00'] });
  await deploy('stopped', 'cancelled');
  await deploy('waiting', 'queued', { started_at: '2026-03-12T10:00:00Z' });
  await deploy('running', 'in_progress');
  await deploy('stage', 'succeeded', { environment: 'staging' });
  await deploy('stage-failed', 'failed', { environment: 'staging' });
  await deploy('stage-stopped', 'cancelled', { environment: 'staging' });
  const incident = (id: string, detected: string, resolved: string | undefined, more: Record<string, unknown> = {}) =>
    call(postIncident, 'POST', {
      key,
      body: {
        id,
        title: id,
        severity: 'SEV2',
        services: ['checkout'],
        detected_at: detected,
        resolved_at: resolved,
        ...more,
      },
    });
  const on = (date: number, hour: string) => `2026-03-${String(date).padStart(2, '0')}T${hour}:00Z`;
  await incident('i1', on(9, '12:05'), on(9, '12:35'), { caused_by: 'cause', fixed_by: 'fix' });
  await incident('i2', on(9, '13:00'), on(9, '20:00'), { caused_by: 'cause', fixed_by: 'undo' });
  await incident('i3', on(10, '13:00'), on(22, '20:00'), {
    caused_by: 'back-cause',
    services: ['billing', 'checkout'],
  });
  await incident('i4', on(5, '13:00'), on(5, '15:00'), { caused_by: 'blamed-pipeline' });
  await incident('i5', on(15, '13:00'), on(15, '13:20'), { services: [] });
  await incident('i6', on(16, '13:00'), on(17, '13:00'));
  await incident('drill', on(16, '13:00'), on(16, '14:00'), { kind: 'drill', caused_by: 'plain' });
  await incident('open', on(16, '13:00'), undefined, { caused_by: 'plain' });
  // Times of one incident may arrive apart and then contradict each other.
  await call(postIncident, 'POST', {
    key,
    body: { id: 'late', title: 'late', severity: 'SEV3', services: [], detected_at: on(18, '12:00') },
  });
  await inTransaction(async (tx) => {
    await tx.sql(
      sql`UPDATE incident SET status = 'resolved', resolved_at = detected_at - interval '1 hour' WHERE title = 'late'`,
    );
    const changed = await tx.sql<{ id: number }>(sql`
      UPDATE deployment_change l SET derived = true FROM deployment d
      WHERE d.id = l.deployment_id AND d.external_id = 'first' RETURNING l.change_id AS id`);
    await markRollups(
      tx,
      await recountArrivals(
        tx,
        changed.map(({ id }) => id),
      ),
    );
  });
});

const definitions: DefinitionId[] = ['handbook', 'dora'];
const cases = Object.values(metrics).flatMap(({ id, slug }) =>
  definitions.flatMap((definition) =>
    (id === 'lead_time' ? ['false', 'true'] : ['false']).map((bots) => [slug, definition, bots, id] as const),
  ),
);

/** All records of a list, page by page, and the number that the page says of it. */
async function list(slug: string, search: Search): Promise<{ found: number; listed: number; keys: string[] }> {
  const keys: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await loadRecords(viewer, slug, { ...march, ...search, limit: '3', cursor });
    if (!page) throw new Error('no such metric');
    expect(page.ignored).toEqual([]);
    keys.push(
      ...page.items.map((item) => (item.type === 'change' ? item.sha : item.type === 'incident' ? item.key : item.id)),
    );
    if (page.nextCursor === null) return { found: new Set(keys).size, listed: page.listed, keys };
    cursor = page.nextCursor;
  }
}

async function expectAsMany(slug: string, search: Search, count: number): Promise<void> {
  const { found, listed } = await list(slug, search);
  expect({ ...search, found, listed }).toEqual({ ...search, found: count, listed: count });
}

describe.each(cases)('%s by %s, without bots: %s', (slug, definition, bots, id: MetricId) => {
  const search: Search = { definition, exclude_bots: bots };
  let view: MetricView;
  beforeAll(async () => {
    const loaded = await loadMetric(viewer, slug, { ...march, ...search });
    if (!loaded) throw new Error('no such metric');
    view = loaded;
  });

  test('numerator, denominator, what makes it up and what was left out', async () => {
    const { numerator, denominator, parts, left_out } = view.why[definition];
    const counts = [...(numerator ? [numerator] : []), denominator, ...parts, ...left_out];
    for (const { count, part } of counts) if (part) await expectAsMany(slug, { ...search, part }, count);
    await expectAsMany(
      slug,
      { ...search, part: 'excluded' },
      left_out.reduce((sum, { count }) => sum + count, 0),
    );
    if (parts.length > 0) expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(numerator?.count);
  });

  test('tiers, bars of the distribution, services and each day', async () => {
    for (const { tier, count } of view.tiers) if (count !== null) await expectAsMany(slug, { ...search, tier }, count);
    for (const { fromSeconds, toSeconds, count } of view.distribution)
      await expectAsMany(slug, { ...search, min_seconds: String(fromSeconds), max_seconds: String(toSeconds) }, count);
    for (const { service, denominator } of view.ranking) await expectAsMany(slug, { ...search, service }, denominator);
    const { series } = view.answer;
    for (const [index, point] of series.entries()) {
      const span = { from: point.start, to: series[index + 1]?.start ?? '2026-03-31' };
      await expectAsMany(slug, { ...search, ...span }, pointCount(id, definition, point));
    }
  });

  test('search and another order list the same records', async () => {
    const all = await list(slug, search);
    expect(all.found).toBeGreaterThan(0);
    expect((await list(slug, { ...search, sort: 'oldest' })).keys).toEqual([...all.keys].reverse());
    const first = all.keys[0] ?? '';
    expect((await list(slug, { ...search, q: first })).keys).toContain(first);
    expect((await list(slug, { ...search, q: 'nothing has this' })).listed).toBe(0);
  });
});

function pointCount(id: MetricId, definition: DefinitionId, point: MetricView['answer']['series'][number]): number {
  switch (id) {
    case 'lead_time':
      return point.changes;
    case 'time_to_restore':
      return point.incidents;
    case 'change_failure_rate':
      return definition === 'dora' ? point.deployments : point.finished;
    default:
      return point.deployments;
  }
}

test('the scenario has every kind, so that no count is compared with nothing', async () => {
  const seen = new Map<RecordPart, number>();
  for (const [slug, definition, exclude_bots] of cases) {
    const view = await loadMetric(viewer, slug, { ...march, definition, exclude_bots });
    const { parts = [], left_out = [] } = view?.why[definition] ?? {};
    for (const { part, count } of [...parts, ...left_out]) if (part) seen.set(part, (seen.get(part) ?? 0) + count);
  }
  expect([...seen].filter(([, count]) => count === 0)).toEqual([]);
  expect([...seen.keys()].sort()).toEqual(
    ['baseline', 'bots', 'cancelled', 'caused', 'elsewhere', 'failed', 'fixes', 'hotfixes', 'negative', 'no_cause']
      .concat(['rollbacks', 'rolled_back', 'succeeded', 'unfinished'])
      .sort(),
  );
});

test('a part that a metric cannot have is left out and named', async () => {
  const page = await loadRecords(viewer, 'lead-time', { ...march, part: 'cancelled', cursor: 'nonsense' });
  expect(page?.ignored).toEqual(['part', 'cursor']);
  expect(page?.query.part).toBe('counted');
  expect(page?.listed).toBe(page?.counts.denominator);
});

test.each(cases)(
  '%s by %s, without bots: %s, is the same number on card, page, panel, API and badge',
  async (slug, definition, exclude_bots, id) => {
    const search = { ...march, definition, exclude_bots };
    const page = await loadMetric(viewer, slug, search);
    const value = page?.why[definition].value ?? null;
    expect(value).not.toBeNull();
    expect(headlineOf((await loadOverview(viewer, search)).answer, id, definition)).toBe(value);
    const query = `?${new URLSearchParams(search as Record<string, string>).toString()}`;
    const answer = await call(getDora, 'GET', { key, query });
    expect(headlineOf(answer.body, id, definition)).toBe(value);
    const why = await call(getWhy, 'GET', { key, params: { metric: slug }, query });
    expect(why.body.definitions).toEqual(page?.why);
    const badge = await call(getBadge, 'GET', { key, params: { badge: `${slug}.svg` }, query });
    expect(badge.status).toBe(200);
    expect(badge.text).toContain(formatValue(value ?? 0, metrics[id].unit).replaceAll('\u202f', ' '));
  },
);
