import { beforeAll, expect, test } from 'vitest';
import { GET as getBadge } from '@/app/api/v1/badges/[badge]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import { GET as getRecords } from '@/app/api/v1/metrics/dora/[metric]/records/route';
import { GET as getWhy } from '@/app/api/v1/metrics/dora/[metric]/why/route';
import { GET } from '@/app/api/v1/metrics/dora/route';
import { GET as getServices } from '@/app/api/v1/metrics/services/route';
import { GET as getPrometheus } from '@/app/metrics/route';
import { env } from '@/lib/config/env';
import { now } from '@/lib/core/time';
import { call, createTestKey } from '@/lib/testing/api';
import { refreshRollups } from './commands';
import { loadMetric, loadOverview, loadRecords } from './load';
import { doraAnswer, recordsAnswer, servicesAnswer } from './schema';
import { whyAnswer } from './schema/why';

/** The worked example of metrics.md, over the wire. */
let key: string;
const deploy = (id: string, status: string, finished: string, changes: [string, string][] = [], more = {}) =>
  call(postDeployment, 'POST', {
    key,
    body: {
      id,
      status,
      service: 'checkout',
      environment: 'production',
      finished_at: finished,
      ...more,
      changes: changes.map(([sha, merged]) => ({ sha, committed_at: merged, merged_at: merged })),
    },
  });
const read = async (query: string) => {
  const answer = await call(GET, 'GET', { key, query: `?${query}` });
  expect(answer.status).toBe(200);
  return doraAnswer.strict().parse(answer.body);
};
const march = 'from=2026-03-01&to=2026-03-31';

beforeAll(async () => {
  ({ key } = await createTestKey());
  await deploy('d1', 'succeeded', '2026-03-02T10:00:00Z', [
    ['a', '2026-03-02T08:00:00Z'],
    ['b', '2026-03-01T10:00:00Z'],
  ]);
  await deploy('d2', 'failed', '2026-03-05T10:00:00Z', [['c', '2026-03-05T09:00:00Z']]);
  await deploy('d3', 'succeeded', '2026-03-05T12:00:00Z', [['c', '2026-03-05T09:00:00Z']]);
  await deploy('d4', 'rolled_back', '2026-03-10T10:00:00Z', [['d', '2026-03-09T10:00:00Z']]);
  await deploy('d5', 'succeeded', '2026-03-10T10:30:00Z', [], { is_rollback: true });
  await deploy('d6', 'succeeded', '2026-03-31T00:00:00Z', [['e', '2026-03-30T00:00:00Z']]);
  const incident = (id: string, detected: string, resolved: string, more = {}) =>
    call(postIncident, 'POST', {
      key,
      body: {
        id,
        title: id,
        severity: 'SEV2',
        services: ['checkout'],
        environment: 'production',
        detected_at: detected,
        resolved_at: resolved,
        ...more,
      },
    });
  await incident('i1', '2026-03-10T10:05:00Z', '2026-03-10T10:35:00Z', { caused_by: 'd4' });
  await incident('i2', '2026-03-20T00:00:00Z', '2026-03-20T01:30:00Z');
});

const handbook = {
  window: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-31T00:00:00.000Z', days: 30, tz: 'UTC' },
  overall_tier: 'medium',
  deployment_frequency: { per_day: 4 / 30, deployments: 4, tier: 'medium', state: 'ok' },
  lead_time: {
    median_seconds: 48_600,
    p90_seconds: 86_400,
    mean_seconds: 47_700,
    changes: 4,
    tier: 'elite',
    state: 'ok',
  },
  time_to_restore: {
    mean_seconds: 3600,
    median_seconds: 3600,
    p90_seconds: 5040,
    incidents: 2,
    tier: 'high',
    state: 'ok',
  },
  change_failure_rate: { rate: 0.4, failed: 2, deployments: 5, tier: 'medium', state: 'ok' },
  rework_rate: { rate: 0.25, reworked: 1, deployments: 4, state: 'ok' },
  excluded: { negative: 0, baseline: 0, bots: 0 },
};
const dora = {
  change_failure_rate: { rate: 0.25, failed: 1, deployments: 4, tier: 'high' },
  time_to_restore: { median_seconds: 1800, incidents: 1, tier: 'elite' },
  deployment_frequency: handbook.deployment_frequency,
  rework_rate: handbook.rework_rate,
};

test.each(['from the records', 'from the roll-ups'])('the worked example, %s', async (source) => {
  if (source === 'from the roll-ups') while (await refreshRollups());
  expect(await read(march)).toMatchObject(handbook);
  expect(await read(`${march}&definition=dora`)).toMatchObject(dora);
});

test('the series has every day, and each record on its own', async () => {
  const { series } = await read(march);
  expect(series).toHaveLength(30);
  expect(series[0]).toMatchObject({
    start: '2026-03-01',
    deployments: 0,
    failed: 0,
    finished: 0,
    lead_time_median_seconds: null,
    time_to_restore_mean_seconds: null,
  });
  expect(series[4]).toMatchObject({
    start: '2026-03-05',
    deployments: 1,
    failed: 1,
    finished: 2,
    lead_time_median_seconds: 10_800,
  });
  expect(series[9]).toMatchObject({
    start: '2026-03-10',
    deployments: 2,
    failed: 1,
    finished: 2,
    time_to_restore_mean_seconds: 1800,
  });
});

test('the window before has no value, and says why', async () => {
  const { previous } = await read(march);
  expect(previous.window).toMatchObject({ from: '2026-01-30T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z', days: 30 });
  expect(previous).toMatchObject({
    deployment_frequency: { per_day: 0, tier: 'low', state: 'ok' },
    lead_time: { median_seconds: null, tier: null, state: 'no_data' },
    time_to_restore: { mean_seconds: null, state: 'no_incidents' },
    change_failure_rate: { rate: null, state: 'no_data' },
  });
});

test.each(['service=never-seen', 'team=nobody', 'environment=staging'])(
  'nothing ever reported for %s',
  async (filter) => {
    expect(await read(`${march}&${filter}&service=other`)).toMatchObject({
      overall_tier: null,
      deployment_frequency: { per_day: null, deployments: 0, tier: null, state: 'no_source' },
      lead_time: { state: 'no_source' },
      time_to_restore: { state: 'no_source' },
      change_failure_rate: { state: 'no_source' },
      rework_rate: { state: 'no_source' },
    });
  },
);

test.each([
  ['from=2026-03-01T00:00:00', '/from'],
  ['to=yesterday', '/to'],
  ['from=2026-03-31&to=2026-03-01', '/to'],
  ['from=2026-02-30', '/from'],
  ['from=1980-01-01&to=2026-01-01', '/from'],
  ['tz=Mars/Base', '/tz'],
  ['tz=%2B02:00', '/tz'],
  ['definition=fourkeys', '/definition'],
  ['benchmark=2019', '/benchmark'],
  ['granularity=hour', '/granularity'],
  ['exclude_bots=perhaps', '/exclude_bots'],
  ['service=Not+A+Slug', '/service'],
  ['surprise=1', '/surprise'],
])('%s is refused at %s', async (query, path) => {
  const answer = await call(GET, 'GET', { key, query: `?${query}` });
  expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', path } });
});

const records = async (metric: string, query = '') =>
  call(getRecords, 'GET', { key, params: { metric }, query: `?${march}&${query}` });

test.each([
  ['deployment-frequency', '', ['d5', 'd4', 'd3', 'd1']],
  ['change-failure-rate', '', ['d5', 'd4', 'd3', 'd2', 'd1']],
  ['change-failure-rate', 'part=numerator', ['d4', 'd2']],
  ['change-failure-rate', 'definition=dora', ['d5', 'd4', 'd3', 'd1']],
  ['change-failure-rate', 'definition=dora&part=numerator', ['d4']],
  ['change-failure-rate', 'definition=dora&part=excluded', ['d2']],
  ['rework_rate', 'part=numerator', ['d5']],
  ['lead-time', 'sort=longest', ['d', 'b', 'c', 'a']],
  ['lead_time', 'q=D3', ['c']],
  ['time-to-restore', '', ['INC-2', 'INC-1']],
  ['time-to-restore', 'definition=dora', ['INC-1']],
])('the records behind %s?%s', async (metric, query, expected) => {
  const { body, status } = await records(metric, query);
  expect(status).toBe(200);
  const page = recordsAnswer.strict().parse(body);
  const names = page.items.map((item) =>
    item.type === 'change' ? item.sha : item.type === 'incident' ? item.key : item.id,
  );
  expect(names).toEqual(expected);
});

test('records come page by page, each once', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await records('deployment-frequency', `limit=1&sort=oldest${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.next_cursor ?? '';
  } while (cursor);
  expect(seen).toEqual(['d1', 'd3', 'd4', 'd5']);
  expect((await records('lead-time', 'cursor=nonsense')).body).toMatchObject({ status: 422, path: '/cursor' });
  expect((await records('speed')).status).toBe(404);
});

test('CSV has all of them under the same names', async () => {
  const { text, headers } = await records('lead-time', 'format=csv&sort=shortest&limit=1');
  expect(headers.get('content-type')).toContain('text/csv');
  const [head, ...lines] = text.trim().split('\r\n');
  expect(head).toMatch(/^sha,title,author,.*,seconds,tier,numerator,denominator,excluded,url$/);
  expect(lines.map((line: string) => line.split(',')[0])).toEqual(['a', 'c', 'b', 'd']);
});

test('one row per service, made of its own records', async () => {
  const { body } = await call(getServices, 'GET', { key, query: `?${march}` });
  const { items } = servicesAnswer.strict().parse(body);
  expect(items).toHaveLength(1);
  const { window: _window, ...metrics } = handbook;
  expect(items[0]).toMatchObject({ service: 'checkout', team: null, ...metrics });
});

test('why the failure rate is what it is, by both definitions', async () => {
  const { body } = await call(getWhy, 'GET', { key, params: { metric: 'change-failure-rate' }, query: `?${march}` });
  const { handbook, dora } = whyAnswer.strict().parse(body).definitions;
  expect(handbook).toMatchObject({ value: 0.4, parts: [{ count: 1 }, { count: 1 }, { count: 0 }] });
  expect(handbook).toMatchObject({ numerator: { count: 2, label: 'failed' }, denominator: { count: 5 } });
  expect(dora).toMatchObject({ value: 0.25, numerator: { count: 1 }, denominator: { count: 4 } });
});

test('pages get the same numbers, with every count behind them', async () => {
  const viewer = {
    kind: 'user',
    id: '00000000-0000-4000-8000-000000000000',
    email: '',
    name: '',
    role: 'viewer',
    sessionHash: Buffer.from(''),
  } as const;
  const search = { from: '2026-03-01', to: '2026-03-31', tz: 'Nowhere/Town', page: '2' };
  const view = await loadOverview(viewer, search);
  expect(view.ignored).toEqual(['tz']);
  expect(view.answer).toMatchObject(handbook);
  expect(view.incidents.map((incident) => incident.key)).toEqual(['INC-1', 'INC-2']);
  expect(view.services).toMatchObject([
    { service: 'checkout', value: 0.4, numerator: 2, denominator: 5, tier: 'medium' },
  ]);
  const lead = await loadMetric(viewer, 'lead-time', search);
  expect(lead?.tiers).toMatchObject([
    { tier: 'elite', count: 2, share: 0.5 },
    { tier: 'high', count: 2 },
    { count: 0 },
    { count: 0 },
  ]);
  expect(lead?.distribution.reduce((sum, bar) => sum + bar.count, 0)).toBe(4);
  expect(lead?.stages?.all).toMatchObject({ changes: 4, commitToMergeSeconds: 0, totalSeconds: 47_700 });
  expect(lead?.previousSeries).toHaveLength(30);
  expect((await loadRecords(viewer, 'lead-time', search))?.counts).toEqual({ numerator: 4, denominator: 4, total: 4 });
  expect(await loadMetric(viewer, 'speed', search)).toBeNull();
});

test('a badge needs a key that reads, unless badges are public', async () => {
  const badge = (name: string, by?: string) =>
    call(getBadge, 'GET', { key: by, params: { badge: name }, query: `?${march}&service=checkout` });
  const shown = await badge('lead-time.svg', key);
  expect(shown.headers.get('content-type')).toContain('image/svg+xml');
  expect(shown.text).toContain('13 h 30 m · elite');
  expect((await badge('rework-rate.svg', key)).text).toContain('25 %');
  expect(shown.headers.get('cache-control')).toBe('private, max-age=300');
  for (const none of ['speed.svg', 'lead-time', 'lead-time.png']) expect((await badge(none, key)).status).toBe(404);
  expect((await badge('lead-time.svg')).status).toBe(401);
  env().FAIRLEAD_PUBLIC_BADGES = true;
  const open = await badge('lead-time.svg');
  expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
  env().FAIRLEAD_PUBLIC_BADGES = false;
});

test('Prometheus gets one line per gauge and service, and none for what has no value', async () => {
  const finished = new Date(now().getTime() - 3_600_000).toISOString();
  await deploy('today', 'succeeded', finished, [['today', new Date(Date.parse(finished) - 7_200_000).toISOString()]]);
  const { text, headers } = await call(getPrometheus, 'GET', { key });
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toContain('\nfairlead_lead_time_seconds{service="checkout",team=""} 7200\n');
  expect(text).toContain(
    '# TYPE fairlead_deployment_frequency_per_day gauge\nfairlead_deployment_frequency_per_day{service="checkout",team=""} 0.0333',
  );
  expect(text).not.toMatch(/fairlead_time_to_restore_seconds\{/);
  expect(text).toContain('\nfairlead_incidents_open{severity="SEV1"} 0\n');
  expect(text).toContain('\nfairlead_messages_overdue 0\n');
  for (const line of text.trim().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/);
  expect((await call(getPrometheus, 'GET', {})).status).toBe(401);
});
