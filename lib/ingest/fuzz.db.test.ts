import fc from 'fast-check';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST as postBulk } from '@/app/api/v1/bulk/route';
import { POST as postChange } from '@/app/api/v1/changes/route';
import { GET as getDeployment } from '@/app/api/v1/deployments/[id]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { PATCH } from '@/app/api/v1/incidents/[key]/route';
import { POST as postNote } from '@/app/api/v1/incidents/[key]/timeline/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import { primarySql } from '@/lib/db/pool';
import type { RouteHandler } from '@/lib/server/route';
import { call, createTestKey } from '@/lib/testing/api';
import { broken, bytes, mutated } from '@/lib/testing/hostile-bodies';

let key: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
  await call(postIncident, 'POST', {
    key,
    body: { id: 'target', title: 'x', severity: 'SEV3', detected_at: '2026-03-02T10:00:00Z' },
  });
});

type Target = {
  handler: RouteHandler;
  method: string;
  params?: Record<string, string>;
  valid: Record<string, unknown>;
};
const targets: Target[] = [
  {
    handler: postDeployment,
    method: 'POST',
    valid: {
      id: 'f',
      service: 'fuzzed',
      environment: 'production',
      status: 'succeeded',
      finished_at: '2026-03-02T10:00:00Z',
      version: 'v',
      changes: [{ sha: 'a', committed_at: '2026-03-01T10:00:00Z', merged_at: '2026-03-01T11:00:00Z', title: 't' }],
    },
  },
  {
    handler: postChange,
    method: 'POST',
    valid: { service: 'fuzzed', sha: 'b', committed_at: '2026-03-01T10:00:00Z', author: 'ana' },
  },
  {
    handler: postIncident,
    method: 'POST',
    valid: {
      id: 'f',
      title: 'Down',
      severity: 'SEV2',
      services: ['fuzzed'],
      environment: 'production',
      detected_at: '2026-03-01T10:00:00Z',
      summary: 's',
    },
  },
  {
    handler: PATCH,
    method: 'PATCH',
    params: { key: 'target' },
    valid: { title: 'Down', detected_at: '2026-03-01T10:00:00Z', summary: 's' },
  },
  {
    handler: postNote,
    method: 'POST',
    params: { key: 'target' },
    valid: { text: 'hello', occurred_at: '2026-03-01T10:00:00Z' },
  },
];

async function footprint(): Promise<string> {
  const [row] = await primarySql(sql`
    SELECT (SELECT count(*) FROM deployment) AS d, (SELECT count(*) FROM change) AS c, (SELECT count(*) FROM incident) AS i,
      (SELECT count(*) FROM incident_event) AS e, (SELECT count(*) FROM service) AS s, (SELECT count(*) FROM environment) AS n,
      (SELECT count(*) FROM team) AS t, (SELECT count(*) FROM arrival) AS a,
      (SELECT max(updated_at) FROM deployment) AS du, (SELECT max(updated_at) FROM incident) AS iu`);
  return JSON.stringify(row);
}

/** A problem+json of the 4xx kind that left nothing, or a success. */
async function expectPolite(target: Target, raw: Uint8Array<ArrayBuffer>): Promise<void> {
  const before = await footprint();
  const answer = await call(target.handler, target.method, {
    key,
    raw,
    ...(target.params ? { params: target.params } : {}),
  });
  expect(answer.status, answer.text).toBeLessThan(500);
  if (answer.status < 300) return;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    status: answer.status,
    code: expect.any(String),
    request_id: expect.any(String),
  });
  expect(await footprint()).toBe(before);
}

test.each(targets.map((target, index) => [index, target] as const))(
  'call %i answers any body with 2xx or a 4xx that leaves nothing',
  async (_index, target) => {
    const cases = fc.oneof(
      { weight: 3, arbitrary: mutated(target.valid).map(bytes) },
      { weight: 1, arbitrary: broken(target.valid) },
    );
    await fc.assert(
      fc.asyncProperty(cases, (raw) => expectPolite(target, new Uint8Array(raw))),
      { numRuns: 600 },
    );
  },
);

test('bulk answers any stream with one line per refused line and a summary that adds up', async () => {
  const [deployment, change, incident] = targets;
  if (!deployment || !change || !incident) throw new Error('no targets');
  const line = fc.oneof(
    mutated({ type: 'deployment', ...deployment.valid }).map(bytes),
    mutated({ type: 'change', ...change.valid }).map(bytes),
    mutated({ type: 'incident', ...incident.valid }).map(bytes),
    broken(deployment.valid),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.boolean(), async (lines, ended) => {
      const raw = Buffer.concat(
        lines.flatMap((each, index) => (index < lines.length - 1 || ended ? [each, Buffer.from('\n')] : [each])),
      );
      const answer = await call(postBulk, 'POST', {
        key,
        raw: new Uint8Array(raw),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      expect(answer.status).toBe(200);
      const told = answer.text
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each));
      const summary = told.pop();
      expect(summary).toEqual({ accepted: expect.any(Number), duplicates: expect.any(Number), refused: told.length });
      const given = raw
        .toString('latin1')
        .split('\n')
        .filter((each) => !/^[ \t\r]*$/.test(each)).length; // trim() takes the byte 0xA0 for a blank
      expect(summary.accepted + summary.duplicates + summary.refused).toBe(given);
    }),
    { numRuns: 150 },
  );
});

test.each(
  [
    'plain',
    'NULL',
    'null',
    '{a,b}',
    '"quoted"',
    'back\\slash',
    "it's",
    '',
    '🚀 ZWJ 👩‍👩‍👧',
    'שלום \u202e RTL',
    'tab\tand\nline',
    '\u{10FFFF}',
    '%s $1 #{x}',
    '‌',
    ' led',
  ].filter((text) => text !== ''),
)('the text %j comes back byte for byte', async (text) => {
  const id = `text-${Buffer.from(text).toString('hex')}`;
  const change = { sha: 'text', committed_at: '2026-03-01T10:00:00Z', title: text, author: text };
  const body = {
    id,
    service: 'texts',
    environment: 'production',
    status: 'queued',
    version: text,
    actor: text,
    changes: [change],
  };
  expect((await call(postDeployment, 'POST', { key, body })).status).toBe(201);
  expect((await call(postDeployment, 'POST', { key, body: { ...body, status: 'in_progress' } })).status).toBe(200);
  const { body: read } = await call(getDeployment, 'GET', { key, params: { id } });
  expect([read.version, read.actor, read.changes[0].title]).toEqual([text, text, text]);
});
