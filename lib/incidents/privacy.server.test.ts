import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NamedOperation, operations } from '@/lib/api/registry';
import type { UserActor } from '@/lib/auth/actor';
import { scopes } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { actionCases } from '@/lib/testing/action-cases';
import { type BuiltAction, builtActions, builtRoutes } from '@/lib/testing/build-manifests';
import { callAction, callOperation } from '@/lib/testing/calls';
import { listen } from '@/lib/testing/event-stream';
import { addressOf, type Given, operationCases, type Send } from '@/lib/testing/operation-cases';
import { makeKey, makeUser } from '@/lib/testing/people';
import { makeSecret, noSecret, type Secret, secretNumbers } from '@/lib/testing/secret-incident';
import { startServer, type TestServer } from '@/lib/testing/server';
import { sessionCookie } from '@/lib/testing/visitors';
import { addNote } from './commands/add-note';
import { editIncident } from './commands/edit';
import { incidentForm } from './schema';

/**
 * I10: no private incident by any route. Every operation, page, action and live channel of the production build is asked by people and keys
 * who may not see two private incidents that say a secret word wherever something can be said. What is asked for by name answers as what
 * does not exist. Those who may see them must find them, or nothing would be proved.
 */
type Asker = { name: string; headers: Record<string, string> };

let server: TestServer;
let secret: Secret;
let prepare: Send;
let insider: UserActor;
let insiders: Asker[];
let outsiders: Asker[];

const march = 'from=2026-03-01&to=2026-03-31';

beforeAll(async () => {
  server = await startServer(env().DATABASE_URL);
  const sending =
    (key: string): Send =>
    async (method, path, body) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
      expect(answer.status, `${method} ${path}`).toBeLessThan(300);
      return answer.json();
    };
  const withKey = ({ key }: { key: string }) => ({ authorization: `Bearer ${key}` });
  const person = async (name: string, user: UserActor & { sessionId: string }): Promise<Asker> => ({
    name,
    headers: { cookie: await sessionCookie(user.sessionId) },
  });
  const admin = await makeKey([...scopes]);
  prepare = sending(admin.key);
  await prepare('POST', '/api/v1/deployments', Object((await operationCases.reportDeployment?.(prepare))?.body));
  const own = await makeKey(['ingest', 'read', 'incidents']);
  const member = await makeUser('responder', 'insider@example.com');
  insider = member;
  secret = await makeSecret(sending(own.key), member);
  insiders = [
    await person('a member', member),
    await person('an admin', await makeUser('admin')),
    { name: 'the key that reported it', headers: withKey(own) },
    { name: 'a key of an admin', headers: withKey(admin) },
  ];
  outsiders = [
    await person('a viewer', await makeUser('viewer')),
    await person('a responder', await makeUser('responder')),
    await person('a release manager', await makeUser('release_manager')),
    { name: 'a key of another source', headers: withKey(await makeKey(scopes.filter((scope) => scope !== 'admin'))) },
    { name: 'nobody', headers: {} },
  ];
}, 120_000);

afterAll(() => server?.stop());

/** What of the secret a text tells; `asked`: the address names the incident itself, which an answer may repeat. */
function told(text: string, asked = false): string[] {
  return [
    ...(text.includes(secret.word) ? ['the word'] : []),
    ...(!asked && secretNumbers.test(text) ? ['the key'] : []),
  ];
}

/** A text without what differs from call to call, and without the name that was asked for. */
const shape = (text: string, names: string[]) =>
  names
    .reduce((rest, name) => rest.replaceAll(name, 'NAME'), text)
    .replace(/"request_id":"[^"]*"/g, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');

type Aimed = { given: Given; twin: Given | null };

/** Calls of an operation at the secret, each with the same at nothing at all. */
function aimedAt({ path }: NamedOperation, given: Given): Aimed[] {
  const { params = {} } = given;
  const at = (name: string, value: string, nothing: string | null): Aimed => ({
    given: { ...given, params: { ...params, [name]: value } },
    twin: nothing === null ? null : { ...given, params: { ...params, [name]: nothing } },
  });
  if ('channel' in params) {
    return ['incident', 'postmortem'].flatMap((kind) =>
      [secret.resolved, secret.active].map((key) => at('channel', `${kind}:${key}`, `${kind}:${noSecret.key}`)),
    );
  }
  if ('key' in params) {
    return [
      at('key', secret.resolved, noSecret.key),
      at('key', secret.active, noSecret.key),
      at('key', secret.externalId, noSecret.externalId),
    ];
  }
  if (path.startsWith('/api/v1/actions/')) return [at('id', secret.action, noSecret.action)];
  if (path.startsWith('/api/v1/deployments/')) return [at('id', secret.deployment.id, null)];
  if ('metric' in params) {
    const slugs = ['deployment-frequency', 'lead-time', 'time-to-restore', 'change-failure-rate', 'rework-rate'];
    const queries = path.endsWith('/records')
      ? [`?${march}&part=all`, `?${march}&format=csv&part=all`, `?${march}&q=${secret.topic}`]
      : [`?${march}`];
    return slugs.flatMap((metric) => queries.map((query) => ({ given: { params: { metric }, query }, twin: null })));
  }
  if ('slug' in params) return [at('slug', 'checkout', null), at('slug', secret.service, noSecret.service)];
  if (path === '/api/v1/incidents' && !given.body)
    return ['', '?format=csv', `?service=checkout&severity=SEV1`].map((query) => ({ given: { query }, twin: null }));
  return [{ given, twin: null }];
}

const validFor = async ({ id }: NamedOperation): Promise<Given> => (await operationCases[id]?.(prepare)) ?? {};
const call = (operation: NamedOperation, given: Given, { headers }: Asker) =>
  callOperation(server.url, operation, given, { ...headers, origin: server.url });
const all = ({ text, headers }: { text: string; headers: Headers }) => `${text}\n${[...headers].join('\n')}`;

describe('pages', () => {
  const pages = builtRoutes().pages.filter((page) => !page.startsWith('/_'));

  test.each(pages)('%s tells nobody else of it', async (page) => {
    const addresses = pageAddresses()[page];
    expect(addresses, 'an address of this page').toBeDefined();
    for (const asker of outsiders.filter(({ name }) => name === 'a viewer' || name === 'a release manager')) {
      for (const address of addresses ?? []) {
        const name = nameIn(address);
        const answer = await open(address, asker);
        expect(told(all(answer), name !== undefined), `${asker.name}: ${address}`).toEqual([]);
        if (!name) continue;
        const { status } = await open(address.replace(name, noSecret.key), asker);
        expect(answer.status, `${asker.name}: ${address}`).toBe(status);
      }
    }
  });

  test('those who may see it find it', async () => {
    for (const asker of insiders.slice(0, 2)) expect(await missedIn(telling(), asker), asker.name).toEqual([]);
    expect(
      await missedIn(['/settings/deliveries', '/settings/audit'], insiders[1] ?? { name: '', headers: {} }),
    ).toEqual([]);
  });
});

describe('operations', () => {
  test.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s tells nobody else of it',
    async (_name, operation) => {
      const aimed = aimedAt(operation, await validFor(operation));
      for (const asker of outsiders) {
        for (const { given, twin } of aimed) {
          const about = `${asker.name}: ${addressOf(operation.path, given)}`;
          const answer = await call(operation, given, asker);
          // The name that was asked for is no news.
          const asked = Object.values(given.params ?? {}).includes(secret.service) ? secret.service : null;
          const text = asked ? all(answer).replaceAll(asked, '') : all(answer);
          expect(told(text, twin !== null), about).toEqual([]);
          // Who may not do it at all is told the same everywhere.
          if (answer.status === 401 || answer.status === 403) break;
          if (!twin) continue;
          const same = await call(operation, twin, asker);
          expect(answer.status, about).toBe(same.status);
          const names = [given, twin].flatMap(({ params = {} }) => Object.values(params));
          expect(shape(answer.text, names), about).toBe(shape(same.text, names));
        }
      }
    },
  );

  test('those who may see it find it', async () => {
    for (const asker of insiders) expect(await missedIn(reported(), asker), asker.name).toEqual([]);
    for (const asker of insiders.filter(({ name }) => name !== 'the key that reported it'))
      expect(await missedIn(declared(), asker), asker.name).toEqual([]);
  });
});

/** Where the HTTP API tells of the incident that a key reported. */
const reported = () => [
  '/api/v1/incidents',
  '/api/v1/incidents?format=csv',
  `/api/v1/incidents/${secret.resolved}`,
  `/api/v1/incidents/${secret.externalId}`,
  `/api/v1/incidents/${secret.resolved}/postmortem`,
  '/api/v1/actions',
  '/api/v1/services',
  `/api/v1/services/${secret.service}`,
  '/api/v1/metrics/services',
  '/metrics',
  `/api/v1/deployments/${secret.deployment.id}`,
  ...['time-to-restore', 'change-failure-rate', 'rework-rate'].flatMap((metric) =>
    ['json', 'csv'].map((format) => `/api/v1/metrics/dora/${metric}/records?${march}&part=all&format=${format}`),
  ),
];
/** And of the one that a person declared. */
const declared = () => [`/api/v1/incidents/${secret.active}`, '/api/v1/environments'];

/** The addresses that do not tell of it. What an address itself names is told only by the word. */
async function missedIn(addresses: string[], asker: Asker): Promise<string[]> {
  const missed: string[] = [];
  for (const address of addresses) {
    const answer = await open(address, asker);
    if (answer.status !== 200 || told(all(answer), nameIn(address) !== undefined).length === 0) missed.push(address);
  }
  return missed;
}

/** Addresses of each page; of those with the key of the secret, `twin` names nothing. */
function pageAddresses(): Record<string, string[]> {
  const { topic, resolved, active, deployment } = secret;
  const metrics = ['deployment-frequency', 'lead-time', 'time-to-restore', 'change-failure-rate', 'rework-rate'];
  return {
    '/': [`/?${march}`, '/'],
    '/metrics/[metric]': [
      ...metrics.map((slug) => `/metrics/${slug}?${march}&part=all`),
      `/metrics/time-to-restore?${march}&part=all&q=${topic}`,
    ],
    '/services': ['/services', '/services?q=checkout'],
    '/services/[slug]': ['/services/checkout', `/services/checkout?${march}`],
    '/services/[slug]/rollback': ['/services/rolled-back/rollback', `/services/checkout/rollback?incident=${active}`],
    '/rollbacks': ['/rollbacks', '/rollbacks?service=rolled-back&drills=1'],
    '/rollbacks/[id]': [`/rollbacks/${secret.rollback}`],
    '/teams': ['/teams'],
    '/teams/[slug]': ['/teams/payments', `/teams/payments?${march}`],
    '/deployments': [`/deployments?${march}`],
    '/deployments/[id]': [`/deployments/${deployment.key}`],
    '/incidents': ['active', 'resolved', 'postmortem'].flatMap((tab) => [
      `/incidents?tab=${tab}`,
      `/incidents?tab=${tab}&q=${topic}`,
      `/incidents?tab=${tab}&service=checkout&severity=SEV1`,
    ]),
    '/incidents/[key]': [`/incidents/${resolved}`, `/incidents/${active}`],
    '/incidents/[key]/postmortem': [`/incidents/${resolved}/postmortem`, `/incidents/${active}/postmortem`],
    '/incidents/[key]/verify': [`/incidents/${resolved}/verify`],
    '/incidents/learning': [`/incidents/learning?${march}`],
    '/actions': ['/actions', '/actions?view=board', '/actions?service=checkout'],
    '/postmortems': ['/postmortems', '/postmortems?view=drafts', '/postmortems?view=published'],
    '/docs/api': ['/docs/api'],
    '/settings': ['/settings'],
    '/settings/account': ['/settings/account'],
    '/settings/keys': ['/settings/keys'],
    '/settings/users': ['/settings/users'],
    '/settings/users/[id]': [`/settings/users/${insider.id}`],
    '/settings/notifications': ['/settings/notifications'],
    '/settings/severities': ['/settings/severities'],
    '/settings/sources': ['/settings/sources'],
    '/settings/sources/[id]': ['/settings/sources/none'],
    '/settings/clusters': ['/settings/clusters'],
    '/settings/clusters/[id]': ['/settings/clusters/none'],
    '/settings/services': ['/settings/services'],
    '/settings/environments': ['/settings/environments'],
    '/settings/deliveries': ['/settings/deliveries', '/settings/deliveries?id=hidden-1'],
    '/settings/audit': ['/settings/audit', '/settings/audit?q=INC'],
    '/sign-in': ['/sign-in'],
    '/status': ['/status'],
  };
}

async function open(address: string, { headers }: Asker) {
  const answer = await fetch(`${server.url}${address}`, { headers, redirect: 'manual' });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const nameIn = (address: string) => address.match(/INC-\d+/)?.[0];

/** Pages that tell of it. */
const telling = () => [
  '/',
  `/?${march}`,
  `/metrics/time-to-restore?${march}&q=${secret.topic}`,
  `/metrics/change-failure-rate?${march}`,
  `/metrics/rework-rate?${march}`,
  '/services/checkout',
  '/teams/payments',
  `/deployments?${march}`,
  `/deployments/${secret.deployment.key}`,
  '/incidents?tab=active',
  `/incidents?tab=active&q=${secret.topic}`,
  '/incidents?tab=resolved',
  `/incidents/${secret.resolved}`,
  `/incidents/${secret.active}`,
  `/incidents/${secret.resolved}/postmortem`,
  '/actions',
  '/postmortems?view=drafts',
  '/services',
  '/incidents/learning',
  '/settings/services',
  '/settings/environments',
  '/rollbacks',
  `/rollbacks/${secret.rollback}`,
];

/** An input of an action, aimed at the secret; null when it names no incident and no action item. */
function aimedInput(input: unknown, to: { key: string; action: string }): Record<string, unknown> | null {
  const fields = Object(input) as Record<string, unknown>;
  const isItem = typeof fields.id === 'string' && fields.id.startsWith('ACT-');
  const aim = {
    ...('key' in fields ? { key: to.key } : {}),
    ...('incident' in fields ? { incident: to.key } : {}),
    ...(isItem ? { id: to.action } : {}),
  };
  return Object.keys(aim).length > 0 ? { ...fields, ...aim } : null;
}

describe('server actions', () => {
  test.each(builtActions().map((action): [string, BuiltAction] => [action.name, action]))(
    '%s does nothing with it for anybody else, and says no more than of nothing',
    async (name, action) => {
      const input = await actionCases[name]?.(prepare, insider);
      const key = /ostmortem|Version|Timeline|Comment/.test(name) ? secret.resolved : secret.active;
      const aimed = aimedInput(input, { key, action: secret.action });
      const asker = outsiders.find((each) => each.name === 'a release manager');
      if (!aimed || !asker) return;
      const act = (given: unknown) => callAction(server.url, action, given, { ...asker.headers, origin: server.url });
      const [answer, twin] = [await act(aimed), await act(aimedInput(input, noSecret))];
      expect(told(answer.text, true)).toEqual([]);
      expect(answer.result).toMatchObject({ ok: false });
      expect(answer.result?.code).toBe(twin.result?.code);
    },
  );
});

test('live channels tell their listeners that something changed, and not what; its people hear it', async () => {
  const channel = (name: string, { headers }: Asker) => listen(`${server.url}/api/live/${name}`, headers);
  const [viewer] = outsiders;
  const [member] = insiders;
  if (!viewer || !member) throw new Error('nobody to listen');
  const [outside, inside] = [await channel('overview', viewer), await channel(`incident:${secret.active}`, member)];
  const note = { text: `Heard ${secret.word}`, kind: 'note' as const, occurredAt: null };
  await addNote.execute({ key: secret.active, note }, { actor: insider });
  await inside.find(({ data }) => JSON.stringify(data).includes(secret.word), 6_000);
  expect(told(JSON.stringify(outside.events))).toEqual([]);
  for (const stream of [outside, inside]) stream.close();
});

test('control: were it not for canSee, the same walk would find it', async () => {
  const [, responder] = outsiders;
  if (!responder) throw new Error('nobody to ask');
  const everywhere = () => [...reported(), ...declared(), ...telling()];
  expect(await missedIn(everywhere(), responder)).toEqual(everywhere());
  for (const key of [secret.resolved, secret.active])
    await editIncident.execute(incidentForm.parse({ key, visibility: 'open' }), {
      actor: { kind: 'system', name: 'a case' },
    });
  expect(await missedIn(everywhere(), responder)).toEqual([]);
});
