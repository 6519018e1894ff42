import { setTimeout as sleep } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { DELETE } from '@/app/api/v1/deployments/[id]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { primarySql, readSnapshot } from '@/lib/db/pool';
import { countWrongLinks } from '@/lib/metrics/verify';
import { call, createTestKey } from '@/lib/testing/api';
import { incident as base, incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { loadIncident } from '../load';

let key: string;
let otherKey: string;
let thirdKey: string;
beforeAll(async () => {
  const keys = await Promise.all([createTestKey(), createTestKey(), createTestKey()]);
  [key, otherKey, thirdKey] = keys.map((made) => made.key) as [string, string, string];
});

const { post, patch, get, declared } = incidentCalls(() => key);
const remove = (id: string, by = key) => call(DELETE, 'DELETE', { key: by, params: { id } });
const deployment = (id: string, by = key, service = 'checkout') =>
  call(postDeployment, 'POST', {
    key: by,
    body: { id, service, environment: 'production', status: 'succeeded', finished_at: '2026-03-10T10:00:00Z' },
  });

/** 'service source' of the deployment that an incident is linked to as its cause; and no link differs from the records. */
async function linked(name: string): Promise<string | null> {
  const [row] = await primarySql<{ source: string | null }>(sql`
    SELECT s.slug || ' ' || d.source_id AS source FROM incident i LEFT JOIN deployment d ON d.id = i.caused_by_id
      LEFT JOIN service s ON s.id = d.service_id
    WHERE 'INC-' || i.number = ${name}`);
  expect(await readSnapshot(countWrongLinks)).toBe(0);
  return row?.source ?? null;
}

test('a deployment that arrives after the incident is found, the own source first, and lost again when it is deleted', async () => {
  const name = await declared({ caused_by: 'late-1' });
  expect(await linked(name)).toBeNull();
  await deployment('late-1', otherKey);
  const foreign = await linked(name);
  expect(foreign).toMatch(/^checkout /);
  await deployment('late-1');
  expect(await linked(name)).not.toBe(foreign);
  await remove('late-1');
  expect(await linked(name)).toBe(foreign);
  expect((await get(name)).body.caused_by).toBe('late-1');
  expect((await patch(name, { caused_by: null })).body.caused_by).toBeNull();
  expect(await linked(name)).toBeNull();
});

test('an id of several sources is never guessed: linked while one fits, not while several do, and again when one is left', async () => {
  const name = await declared({ caused_by: 'build-7' });
  const viewer = await makeUser('viewer');
  const candidates = async () => (await loadIncident(viewer, name))?.causeCandidates;
  expect(await candidates()).toBe(0);
  await deployment('build-7', otherKey);
  const first = await linked(name);
  expect(first).not.toBeNull();
  expect(await candidates()).toBe(1);
  await deployment('build-7', thirdKey);
  expect(await linked(name)).toBeNull();
  expect(await candidates()).toBe(2);
  await remove('build-7', thirdKey);
  expect(await linked(name)).toBe(first);
});

test('of several, the one deployment of the services of the incident is meant; also of services that it names later', async () => {
  const name = await declared({ services: ['search'], caused_by: 'build-8' });
  await deployment('build-8', otherKey, 'checkout');
  await deployment('build-8', thirdKey, 'cart');
  expect(await linked(name)).toBeNull();
  const { id } = (await get(name)).body;
  await post({ id, services: ['cart'] });
  expect(await linked(name)).toMatch(/^cart /);
  await post({ id, services: ['checkout'] });
  expect(await linked(name)).toBeNull();
});

test('one that became ambiguous no longer counts, at once', async () => {
  const marks = async () => {
    const [row] = await primarySql<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM rollup_mark m JOIN service s ON s.id = m.service_id WHERE s.slug = 'build-9'`);
    return row?.n ?? 0;
  };
  const name = await declared({ services: ['elsewhere'], caused_by: 'build-9' });
  await deployment('build-9', otherKey, 'build-9');
  expect(await linked(name)).toMatch(/^build-9 /);
  await primarySql(sql`DELETE FROM rollup_mark`);
  await deployment('build-9', thirdKey, 'another');
  expect(await linked(name)).toBeNull();
  expect(await marks()).toBeGreaterThan(0);
});

/** As a sender does: what could not be stored now is sent again. */
async function stubborn(send: () => ReturnType<typeof call>): ReturnType<typeof call> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await sleep(50 + Math.random() * 200);
  }
}

test('whichever of both commits first, the link is there: 40 pairs at the same moment', async () => {
  const names = await Promise.all(
    Array.from({ length: 40 }, async (_each, index) => {
      const answers = await Promise.all([
        stubborn(() => post({ ...base, id: `race-${index}`, caused_by: `race-d-${index}` })),
        stubborn(() => deployment(`race-d-${index}`)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      return answers[0].body.key as string;
    }),
  );
  for (const name of names) expect(await linked(name)).not.toBeNull();
});

test('of two sources that report one id at the same moment as an incident names it, none is guessed', async () => {
  const names = await Promise.all(
    Array.from({ length: 12 }, async (_each, index) => {
      const id = `twin-${index}`;
      const [{ body }] = await Promise.all([
        stubborn(() => post({ ...base, id, caused_by: id })),
        stubborn(() => deployment(id, otherKey)),
        stubborn(() => deployment(id, thirdKey)),
      ]);
      return body.key as string;
    }),
  );
  for (const name of names) expect(await linked(name)).toBeNull();
});
