import { beforeAll, expect, test } from 'vitest';
import { POST as postBulk } from '@/app/api/v1/bulk/route';
import { GET as listChanges } from '@/app/api/v1/changes/route';
import { GET as readDeployment } from '@/app/api/v1/deployments/[id]/route';
import { GET as listDeployments } from '@/app/api/v1/deployments/route';
import { GET as listEnvironments } from '@/app/api/v1/environments/route';
import { GET as readIncident } from '@/app/api/v1/incidents/[key]/route';
import { GET as listIncidents } from '@/app/api/v1/incidents/route';
import { GET as readService } from '@/app/api/v1/services/[slug]/route';
import { GET as listServices } from '@/app/api/v1/services/route';
import { GET as listTeams } from '@/app/api/v1/teams/route';
import type { Operation } from '@/lib/server/operation';
import type { RouteHandler } from '@/lib/server/route';
import { call, createTestKey } from '@/lib/testing/api';
import * as operations from './operations/reading';

let key: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
  const lines = [0, 1, 2].flatMap((n) => [
    {
      type: 'deployment',
      id: `d${n}`,
      service: `s${n}`,
      environment: n === 2 ? 'staging' : 'production',
      status: 'succeeded',
      team: `Team ${n}`,
      finished_at: `2026-03-0${n + 1}T10:00:00Z`,
      changes: [{ sha: `c${n}`, committed_at: '2026-03-01T08:00:00Z', author: 'ana' }],
    },
    {
      type: 'incident',
      id: `i${n}`,
      title: 'Down',
      severity: 'SEV2',
      services: [`s${n}`],
      detected_at: '2026-03-04T10:00:00Z',
      caused_by: `d${n}`,
    },
  ]);
  const raw = lines.map((line) => JSON.stringify(line)).join('\n');
  await call(postBulk, 'POST', { key, raw, headers: { 'content-type': 'application/x-ndjson' } });
});

const cases: [Operation, RouteHandler, Record<string, string>?][] = [
  [operations.listServicesOperation, listServices],
  [operations.readServiceOperation, readService, { slug: 's1' }],
  [operations.listTeamsOperation, listTeams],
  [operations.listEnvironmentsOperation, listEnvironments],
  [operations.listDeploymentsOperation, listDeployments],
  [operations.readDeploymentOperation, readDeployment, { id: 'd1' }],
  [operations.listIncidentsOperation, listIncidents],
  [operations.readIncidentOperation, readIncident, { key: 'i1' }],
  [operations.listChangesOperation, listChanges],
];

test.each(cases.map(([operation, handler, params]) => [operation.path, operation, handler, params] as const))(
  'GET %s answers what it is said to answer, with nothing besides',
  async (_path, operation, handler, params) => {
    const { status, body } = await call(handler, 'GET', { key, ...(params ? { params } : {}) });
    expect(status).toBe(200);
    expect(operation.answers[200]?.schema?.parse(body)).toEqual(body);
    if (!params) expect(body.items.length).toBeGreaterThan(1);
  },
);

test('a service says when it was last deployed to production', async () => {
  const { body } = await call(listServices, 'GET', { key });
  const seen = body.items.map((item: { last_deployed_at: string | null }) => item.last_deployed_at);
  expect(seen).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z', null]);
});

test.each([
  ['S1', ['s1']],
  ['team 2', ['s2']],
  ['team-0', ['s0']],
  ['s', ['s0', 's1', 's2']],
  [' ', ['s0', 's1', 's2']],
  ['%', []],
  ['s_', []],
])('services that have %j in their name or their team’s', async (q, slugs) => {
  const { body } = await call(listServices, 'GET', { key, query: `?q=${encodeURIComponent(q)}` });
  expect(body.items.map(({ slug }: { slug: string }) => slug)).toEqual(slugs);
});

test.each(cases.filter(([, , params]) => params))(
  'what is not there is 404 for %o',
  async (_operation, handler, params) => {
    const absent = Object.fromEntries(Object.keys(params ?? {}).map((name) => [name, 'absent']));
    expect(await call(handler, 'GET', { key, params: absent })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  },
);

test.each(cases.filter(([, , params]) => !params))(
  'paging one by one sees everything once: %o',
  async (_operation, handler) => {
    const whole = (await call(handler, 'GET', { key })).body.items;
    const single: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await call(handler, 'GET', { key, query: `?limit=1${cursor}` });
      single.push(...body.items);
      cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
    } while (cursor);
    expect(single).toEqual(whole);
  },
);
