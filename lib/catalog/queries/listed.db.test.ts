import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { GET as getEnvironments } from '@/app/api/v1/environments/route';
import { GET as getService } from '@/app/api/v1/services/[slug]/route';
import { GET as getServices } from '@/app/api/v1/services/route';
import type { Actor, UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { changeAccess } from '@/lib/incidents/commands/access';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { readServiceMetrics } from '@/lib/metrics/queries/services';
import { metricsQuery } from '@/lib/metrics/schema';
import { call } from '@/lib/testing/api';
import { makeKey, makeUser } from '@/lib/testing/people';
import { loadFilterOptions, loadService } from '../load';
import { loadEnvironmentSettings, loadServiceSettings } from '../load/settings';
import { listEnvironments, listServices } from '../queries';

let ana: UserActor;
let eve: UserActor;
let admin: UserActor;
beforeAll(async () => {
  [ana, eve, admin] = [await makeUser('responder'), await makeUser('viewer'), await makeUser('admin')];
});

let count = 0;
/** A private incident of ana's that names a service and an environment which nothing else names. */
async function made(): Promise<{ key: string; service: string; environment: string }> {
  count += 1;
  const [service, environment] = [`merger-${count}`, `vault-${count}`];
  const { number } = await declareIncident.execute(
    { title: 'Nobody may know', services: [service], environment, visibility: 'private' },
    { actor: ana },
  );
  return { key: `INC-${number}`, service, environment };
}
const page = { limit: 200 };
const services = async (by: Actor) => (await listServices(by, page)).items.map(({ slug }) => slug);
const environments = async (by: Actor) => (await listEnvironments(by, page)).items.map(({ name }) => name);

test('what only a private incident names is in no list of whoever may not see it, and in every list of whoever may', async () => {
  const { key, service, environment } = await made();
  const everywhere = async (by: UserActor) => {
    const options = await loadFilterOptions(by);
    const { services: rows } = await readServiceMetrics(by, metricsQuery.parse({}));
    const { services: settings } = await loadServiceSettings(by, {});
    const { environments: kinds } = await loadEnvironmentSettings(by);
    return [
      (await services(by)).includes(service),
      (await listServices(by, { ...page, q: 'merger' })).items.some(({ slug }) => slug === service),
      options.services.some(({ value }) => value === service),
      rows.some((row) => row.service === service),
      settings.items.some(({ slug }) => slug === service),
      (await loadService(by, service)) !== null,
      (await environments(by)).includes(environment),
      options.environments.some(({ value }) => value === environment),
      kinds.some(({ name }) => name === environment),
    ];
  };
  const [all, none] = [Array(9).fill(true), Array(9).fill(false)];
  expect(await everywhere(eve)).toEqual(none);
  expect(await everywhere(await makeUser('release_manager'))).toEqual(none);
  expect(await everywhere(ana)).toEqual(all);
  expect(await everywhere(admin)).toEqual(all);
  await changeAccess.execute({ key, user: eve.id, do: 'let_in' }, { actor: ana });
  expect(await everywhere(eve)).toEqual(all);
});

test('over HTTP such a service answers like one that nobody ever named', async () => {
  const { service, environment } = await made();
  const [{ key: outside }, { key: inside }] = [await makeKey(['read']), await makeKey(['read', 'admin'])];
  const one = async (key: string, slug: string) => {
    const { status, body } = await call(getService, 'GET', { key, params: { slug } });
    return { status, detail: String(body.detail ?? '').replace(slug, 'NAME') };
  };
  expect(await one(outside, service)).toEqual(await one(outside, 'never-named'));
  expect((await one(outside, service)).status).toBe(404);
  expect((await one(inside, service)).status).toBe(200);
  for (const [key, isThere] of [
    [outside, false],
    [inside, true],
  ] as const) {
    expect((await call(getServices, 'GET', { key, query: '?limit=200' })).text.includes(service)).toBe(isThere);
    expect((await call(getEnvironments, 'GET', { key, query: '?limit=200' })).text.includes(environment)).toBe(isThere);
  }
});

test.each([
  [
    'an open incident',
    ({ service, environment }: Named) =>
      declareIncident.execute({ title: 'It is down', services: [service], environment }, { actor: ana }),
  ],
  [
    'a deployment',
    ({ service, environment }: Named) =>
      primarySql(sql`
    WITH source AS (INSERT INTO source (kind, name) VALUES ('api_key', ${service}) RETURNING id)
    INSERT INTO deployment (source_id, external_id, service_id, environment_id, status, finished_at, ordered_at)
    SELECT source.id, ${service}, s.id, e.id, 'succeeded', now(), now() FROM source, service s, environment e
    WHERE s.slug = ${service} AND e.name = ${environment}`),
  ],
] as const)('%s that names it too makes it everybody’s', async (_what, name) => {
  const named = await made();
  expect(await services(eve)).not.toContain(named.service);
  await name(named);
  expect(await services(eve)).toContain(named.service);
  expect(await environments(eve)).toContain(named.environment);
});
type Named = { service: string; environment: string };

test('an administrator who says whose it is, or where its code lives, makes it everybody’s', async () => {
  const [a, b] = [await made(), await made()];
  await primarySql(sql`UPDATE service SET repository = 'acme/merger' WHERE slug = ${a.service}`);
  expect(await services(eve)).toContain(a.service);
  expect(await services(eve)).not.toContain(b.service);
});
