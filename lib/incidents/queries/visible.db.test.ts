import sql from 'sql-template-tag';
import { beforeAll, expect, test, vi } from 'vitest';
import { GET as getActions } from '@/app/api/v1/actions/route';
import { GET as getDeployment } from '@/app/api/v1/deployments/[id]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { POST as postAction } from '@/app/api/v1/incidents/[key]/actions/route';
import { GET as getPostmortem } from '@/app/api/v1/incidents/[key]/postmortem/route';
import { GET as getIncident } from '@/app/api/v1/incidents/[key]/route';
import { GET as listIncidents, POST as postIncident } from '@/app/api/v1/incidents/route';
import { GET as getRecords } from '@/app/api/v1/metrics/dora/[metric]/records/route';
import { call, createTestKey } from '@/lib/testing/api';

/**
 * I10, control: with the one condition on who sees what switched off, each of these calls tells a stranger of a private incident. So each
 * depends on it, and on nothing else. The walk over the whole build is privacy.server.test.ts.
 */
const guard = vi.hoisted(() => ({ isOn: true }));
vi.mock('./visible', async (original) => {
  const real = await original<typeof import('./visible')>();
  const visibleTo: typeof real.visibleTo = (actor, incident) =>
    guard.isOn ? real.visibleTo(actor, incident) : sql`true`;
  return { ...real, visibleTo };
});

const word = 'quaggaleak';
let stranger: string;
let key: string;

beforeAll(async () => {
  const own = (await createTestKey(['ingest', 'read', 'incidents'])).key;
  stranger = (await createTestKey(['ingest', 'read', 'incidents'])).key;
  const at = (minute: string) => `2026-03-02T10:${minute}:00Z`;
  const deployment = {
    id: 'd-1',
    service: 'shop',
    environment: 'production',
    status: 'succeeded',
    finished_at: at('00'),
  };
  await call(postDeployment, 'POST', { key: own, body: deployment });
  const incident = {
    id: 'p-1',
    title: `The ${word}`,
    severity: 'SEV1',
    services: ['shop'],
    environment: 'production',
    detected_at: at('05'),
    resolved_at: at('40'),
    caused_by: 'd-1',
    visibility: 'private',
  };
  ({ key } = (await call(postIncident, 'POST', { key: own, body: incident })).body);
  await call(postAction, 'POST', { key: own, params: { key }, body: { text: `Mend the ${word}` } });
});

const window = '?from=2026-03-01&to=2026-03-31';
const records = (query: string) =>
  call(getRecords, 'GET', { key: stranger, params: { metric: 'time-to-restore' }, query: `${window}${query}` });
const calls: [string, () => Promise<{ status: number; text: string }>][] = [
  ['the list of incidents', () => call(listIncidents, 'GET', { key: stranger })],
  ['the incident', () => call(getIncident, 'GET', { key: stranger, params: { key } })],
  ['the incident by the id of its source', () => call(getIncident, 'GET', { key: stranger, params: { key: 'p-1' } })],
  ['its post-mortem', () => call(getPostmortem, 'GET', { key: stranger, params: { key } })],
  ['action items', () => call(getActions, 'GET', { key: stranger })],
  ['the deployment that caused it', () => call(getDeployment, 'GET', { key: stranger, params: { id: 'd-1' } })],
  ['the records of time to restore', () => records('')],
  ['the same as CSV', () => records('&format=csv')],
];

test.each(calls)('%s: guarded by visibleTo alone', async (_name, ask) => {
  expect((await ask()).text).not.toContain(word);
  guard.isOn = false;
  const { status, text } = await ask();
  guard.isOn = true;
  expect(status).toBe(200);
  expect(text).toContain(word);
});

test('the number counts it, and the list says that one is missing', async () => {
  const body = JSON.parse((await records('')).text);
  expect([body.items, body.not_listed]).toEqual([[], 1]);
  // What is searched for does not narrow what is hidden: that would tell what it is about.
  expect(JSON.parse((await records('&q=nothing')).text).not_listed).toBe(1);
});
