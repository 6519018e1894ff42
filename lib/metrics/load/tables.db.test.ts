import { beforeAll, describe, expect, it } from 'vitest';
import { POST as postBulk } from '@/app/api/v1/bulk/route';
import { GET as getDora } from '@/app/api/v1/metrics/dora/route';
import { GET as getServices } from '@/app/api/v1/metrics/services/route';
import type { UserActor } from '@/lib/auth/actor';
import { loadService, loadTeam } from '@/lib/catalog/load';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { loadServiceTable } from './service-table';
import { loadTeamTable } from './team-table';

const march = { from: '2026-03-01', to: '2026-03-31' };
const query = new URLSearchParams(march).toString();
let key: string;
let viewer: UserActor;

const at = (day: number, hour = 10) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

type Deployed = { id: string; service: string; team: string; day: number; hour?: number; leads?: number[] };

function deployed({ id, service, team, day, hour = 10, leads = [], ...rest }: Deployed & Record<string, unknown>) {
  return {
    type: 'deployment',
    id,
    service,
    team,
    environment: 'production',
    status: 'succeeded',
    finished_at: at(day, hour),
    changes: leads.map((hours, index) => ({
      sha: `${id}-${index}`,
      committed_at: at(day, hour - hours),
      merged_at: at(day, hour - hours),
    })),
    ...rest,
  };
}

beforeAll(async () => {
  ({ key } = await createTestKey());
  viewer = await makeUser('viewer');
  const lines = [
    // Two services of one team whose medians (1 h, 8 h) have another mean than the median of all three changes (2 h).
    deployed({ id: 'a1', service: 'alpha', team: 'Red', day: 2, leads: [1], version: 'v1.9.0' }),
    deployed({ id: 'b1', service: 'beta', team: 'Red', day: 3, hour: 20, leads: [2, 14], version: 'v1.10.0' }),
    deployed({ id: 'b2', service: 'beta', team: 'Red', day: 4, status: 'failed', version: 'v1.11.0' }),
    // Rolled back: the one before it runs.
    deployed({ id: 'b3', service: 'beta', team: 'Red', day: 5, status: 'rolled_back', version: 'v1.12.0' }),
    deployed({ id: 'c1', service: 'gamma', team: 'Blue', day: 6, leads: [5], version: 'v2' }),
    deployed({ id: 'c2', service: 'gamma', team: 'Blue', day: 7, environment: 'staging', version: 'v3' }),
    // Known by staging only, and by an old deployment only.
    deployed({ id: 'd1', service: 'delta', team: 'Blue', day: 8, environment: 'staging', version: 'v0.1' }),
    { ...deployed({ id: 'e1', service: 'epsilon', team: 'Blue', day: 1 }), finished_at: '2025-11-01T10:00:00Z' },
    { type: 'change', service: 'silent', sha: 'x', committed_at: at(1) },
    // One incident of both services of a team is one incident of the team.
    {
      type: 'incident',
      id: 'i1',
      title: 'Both down',
      severity: 'SEV1',
      services: ['alpha', 'beta'],
      detected_at: at(9, 10),
      resolved_at: at(9, 12),
      caused_by: 'b1',
    },
    {
      type: 'incident',
      id: 'i2',
      title: 'Alpha down',
      severity: 'SEV2',
      services: ['alpha'],
      detected_at: at(10, 10),
      resolved_at: at(10, 11),
    },
  ];
  const raw = lines.map((line) => JSON.stringify(line)).join('\n');
  const { text } = await call(postBulk, 'POST', { key, raw, headers: { 'content-type': 'application/x-ndjson' } });
  expect(text).toContain('"refused":0');
});

describe('the list of services', () => {
  it('has the very numbers of the API, for every service and definition', async () => {
    for (const definition of ['handbook', 'dora']) {
      const { body } = await call(getServices, 'GET', { key, query: `?${query}&definition=${definition}` });
      const { rows } = await loadServiceTable(viewer, { ...march, definition });
      const bare = rows.map(({ lastDeployment: _last, running: _running, ...row }) => row);
      expect(bare).toEqual(body.items);
    }
  });

  it('exports the same as CSV, every service at once, no value as nothing', async () => {
    const { text, headers } = await call(getServices, 'GET', { key, query: `?${query}&format=csv&limit=1` });
    expect(headers.get('content-type')).toContain('text/csv');
    const [head = '', ...lines] = text.trim().split('\r\n');
    const columns = head.split(',');
    const cells = lines.map((line) => line.split(','));
    const cell = (service: string, column: string) =>
      cells.find(([name]) => name === service)?.[columns.indexOf(column)];
    expect(cells.map(([name]) => name)).toEqual(['alpha', 'beta', 'delta', 'epsilon', 'gamma', 'silent']);
    expect(cell('beta', 'lead_time_median_seconds')).toBe(String(8 * 3600));
    expect(cell('beta', 'change_failure_rate_failed')).toBe('3');
    expect(cell('epsilon', 'deployment_frequency_per_day')).toBe('0');
    expect(cell('silent', 'deployment_frequency_per_day')).toBe('');
    expect(cell('silent', 'deployment_frequency_state')).toBe('no_source');
  });

  it('says what production has: the newest that reached it, and the newest that stayed', async () => {
    const { rows } = await loadServiceTable(viewer, march);
    const of = (name: string) => rows.find(({ service }) => service === name);
    expect(of('beta')?.lastDeployment).toMatchObject({ version: 'v1.12.0', at: at(5) });
    expect(of('beta')?.running).toMatchObject([{ environment: 'production', version: 'v1.10.0' }]);
    expect(of('gamma')?.running).toMatchObject([{ version: 'v2' }]);
    expect(of('delta')).toMatchObject({ lastDeployment: null, running: [] });
  });

  it('tells nothing reported from nothing in this window, and gives neither a value', async () => {
    const { rows } = await loadServiceTable(viewer, march);
    const of = (name: string) => rows.find(({ service }) => service === name);
    for (const name of ['silent', 'delta']) {
      expect(of(name)).toMatchObject({
        overall_tier: null,
        deployment_frequency: { per_day: null, state: 'no_source' },
        change_failure_rate: { rate: null, state: 'no_source' },
      });
    }
    expect(of('epsilon')).toMatchObject({
      deployment_frequency: { per_day: 0, state: 'ok' },
      lead_time: { median_seconds: null, state: 'no_data' },
      time_to_restore: { mean_seconds: null, state: 'no_incidents' },
    });
  });

  it('sorts by a column of the address, without a value last, and by what runs', async () => {
    const order = async (sort: string) =>
      (await loadServiceTable(viewer, { ...march, sort })).rows.map(({ service }) => service).join(' ');
    expect(await order('service')).toBe('alpha beta delta epsilon gamma silent');
    expect(await order('lead-time')).toBe('alpha gamma beta delta epsilon silent');
    expect(await order('-lead-time')).toBe('beta gamma alpha delta epsilon silent');
    expect(await order('version')).toBe('alpha beta gamma delta epsilon silent');
    expect(await order('-last-deployment')).toBe('gamma beta alpha epsilon delta silent');
    const { ignored, rows } = await loadServiceTable(viewer, { ...march, sort: 'weather', cursor: '%%' });
    expect(ignored.sort()).toEqual(['cursor', 'sort']);
    expect(rows).toHaveLength(6);
  });

  it('searches services and teams, and narrows to a team', async () => {
    const found = async (search: Record<string, string>) => {
      const { rows, matching, all } = await loadServiceTable(viewer, { ...march, ...search });
      return [rows.map(({ service }) => service).join(' '), matching, all];
    };
    expect(await found({ q: 'ETA' })).toEqual(['beta', 1, 6]);
    expect(await found({ q: 'blue' })).toEqual(['delta epsilon gamma', 3, 6]);
    expect(await found({ team: 'Red' })).toEqual(['alpha beta', 2, 2]);
    expect(await found({ q: 'nothing' })).toEqual(['', 0, 6]);
  });

  it('pages by cursor: each service once, in the order of the column', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({
      type: 'change',
      service: `many-${String(n).padStart(2, '0')}`,
      sha: 'x',
      committed_at: at(1),
    }));
    const raw = many.map((line) => JSON.stringify(line)).join('\n');
    await call(postBulk, 'POST', { key, raw, headers: { 'content-type': 'application/x-ndjson' } });
    const first = await loadServiceTable(viewer, { ...march, sort: '-lead-time', q: 'a' });
    const second = await loadServiceTable(viewer, {
      ...march,
      sort: '-lead-time',
      q: 'a',
      cursor: first.nextCursor ?? '',
    });
    expect(first.rows).toHaveLength(50);
    expect(second.first).toBe(51);
    expect(second.nextCursor).toBeNull();
    const seen = [...first.rows, ...second.rows].map(({ service }) => service);
    expect(new Set(seen).size).toBe(first.matching);
    expect(seen.slice(0, 3)).toEqual(['beta', 'gamma', 'alpha']);
  });
});

describe('teams', () => {
  it('have the numbers of the API for the team, from all records of its services', async () => {
    for (const definition of ['handbook', 'dora']) {
      const { teams } = await loadTeamTable(viewer, { ...march, definition });
      expect(teams.map(({ name }) => name)).toEqual(['Blue', 'Red']);
      for (const { team, name: _name, services: _services, previous, ...metrics } of teams) {
        const { body } = await call(getDora, 'GET', {
          key,
          query: `?${query}&team=${team}&definition=${definition}`,
        });
        expect(body).toMatchObject(metrics);
        expect(body.previous).toMatchObject(previous);
      }
    }
    const red = (await loadTeamTable(viewer, march)).teams[1];
    expect(red).toMatchObject({
      services: ['alpha', 'beta'],
      lead_time: { median_seconds: 2 * 3600, changes: 3 },
      time_to_restore: { mean_seconds: 1.5 * 3600, incidents: 2 },
      change_failure_rate: { failed: 3, deployments: 4 },
    });
  });

  it('are the same when several environments are asked for', async () => {
    const { teams } = await loadTeamTable(viewer, { ...march, environment: ['production', 'staging'] });
    const blue = await call(getDora, 'GET', {
      key,
      query: `?${query}&team=blue&environment=production&environment=staging`,
    });
    expect(blue.body.deployment_frequency).toEqual(teams[0]?.deployment_frequency);
    expect(blue.body.lead_time).toEqual(teams[0]?.lead_time);
    expect(blue.body.deployment_frequency.deployments).toBe(3);
  });
});

describe('the page of a service or team', () => {
  it('tells what runs where, passing over what was rolled back, and what is on its way', async () => {
    const raw = JSON.stringify({
      type: 'deployment',
      id: 'c3',
      service: 'gamma',
      environment: 'production',
      status: 'in_progress',
      started_at: at(20),
      version: 'v3',
    });
    await call(postBulk, 'POST', { key, raw, headers: { 'content-type': 'application/x-ndjson' } });
    const gamma = await loadService(viewer, 'gamma');
    expect(gamma?.team).toEqual({ slug: 'blue', name: 'Blue' });
    expect(gamma?.running).toMatchObject([
      { environment: 'staging', current: { version: 'v3' }, next: null },
      { environment: 'production', current: { version: 'v2' }, next: { version: 'v3', status: 'in_progress' } },
    ]);
    expect((await loadService(viewer, 'beta'))?.running).toMatchObject([{ current: { version: 'v1.10.0' } }]);
    expect((await loadService(viewer, 'silent'))?.running).toEqual([]);
  });

  it('is none for a name that nothing ever reported', async () => {
    expect(await loadService(viewer, 'nobody')).toBeNull();
    expect(await loadTeam(viewer, 'nobody')).toBeNull();
    expect(await loadTeam(viewer, 'red')).toEqual({ slug: 'red', name: 'Red', services: ['alpha', 'beta'] });
  });
});
