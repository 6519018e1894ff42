import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { can, type Permission, policy, scopes } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { actionCases } from '@/lib/testing/action-cases';
import { builtActions, builtRoutes, ruleOf } from '@/lib/testing/build-manifests';
import { callAction, callOperation } from '@/lib/testing/calls';
import { addressOf, type Given, operationCases, type Send } from '@/lib/testing/operation-cases';
import { makeKey } from '@/lib/testing/people';
import { contents } from '@/lib/testing/rows';
import { startServer, type TestServer } from '@/lib/testing/server';
import { foreignHeaders, makeVisitors, type Visitor } from '@/lib/testing/visitors';
import { type NamedOperation, operations } from './registry';

/**
 * Whoever may do what, tried against the production build. What there is to try comes from the build's own manifests, so that
 * nothing is left out: an entry without a rule, or a rule without an entry, fails.
 */
let server: TestServer;
let visitors: Visitor[];
let adminKey: string;

beforeAll(async () => {
  server = await startServer(env().DATABASE_URL);
  adminKey = (await makeKey([...scopes])).key;
  visitors = await makeVisitors();
  await prepare('POST', '/api/v1/deployments', Object((await operationCases.reportDeployment?.(prepare))?.body));
});

afterAll(() => server?.stop());

const prepare: Send = async (method, path, body) => {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status, `${method} ${path}`).toBeLessThan(300);
  return answer.json();
};

const validFor = async ({ id }: NamedOperation): Promise<Given> => (await operationCases[id]?.(prepare)) ?? {};

const tryCall = (operation: NamedOperation, given: Given, headers: Record<string, string>) =>
  callOperation(server.url, operation, given, headers);

/** What the policy says: 0 lets in. */
function verdict(permission: Permission | 'public', { actor, badKey }: Visitor): 0 | 401 | 403 {
  if (badKey) return 401;
  // Who signs what it sends has no session; a cookie beside it says nothing.
  if (permission === 'ingest:deliver' && actor.kind === 'user') return 401;
  if (permission === 'public') return 0;
  if (actor.kind === 'anonymous') return 401;
  return can(actor, permission) ? 0 : 403;
}

/** Beyond the table: a responder must command an incident on the service (lib/rollbacks); here nobody does. */
const byCommand = /^(requestRollback|cancelRollback|lookAgain)(Action)?$/;
const lacksCommand = (name: string, { actor }: Visitor) =>
  byCommand.test(name) && actor.kind === 'user' && actor.role === 'responder';

describe('what the build has, and what has a rule', () => {
  test('every route handler is an operation of the registry, and every operation a route handler', () => {
    // By next-auth; the icon; and whatever is no address at all, which answers 404 to everybody.
    const others = ['/api/auth/[...nextauth]', '/icon.svg', '/api/[...unknown]'];
    const files = builtRoutes().handlers.filter((path) => !others.includes(path));
    expect(files.toSorted()).toEqual([...new Set(operations.map(({ path }) => path))].toSorted());
  });

  test('every server action follows the rule of a command, and has a case here', async () => {
    const actions = builtActions();
    expect(actions.length).toBeGreaterThan(10);
    for (const action of actions) {
      const rule = await ruleOf(action);
      expect(rule?.permission && policy[rule.permission], `${action.file} ${action.name}`).toBeDefined();
    }
    expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(actionCases).toSorted());
  });

  test('a method that is no operation is none of the build either', async () => {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const known: string[] = operations.filter((operation) => operation.path === path).map(({ method }) => method);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !known.includes(each))) {
        const headers = { authorization: `Bearer ${adminKey}` };
        const { status } = await fetch(`${server.url}${addressOf(path, {})}`, { method, headers });
        expect(status, `${method} ${path}`).toBe(405);
      }
    }
  });
});

test('an address that is none answers with a problem, whatever the method', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await fetch(`${server.url}/api/v1/nothing/here`, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'not_found', status: 404 });
  }
});

test('control: a row that is changed shows', async () => {
  const before = await contents();
  await prepare('POST', '/api/v1/changes', {
    service: 'checkout',
    sha: 'control',
    committed_at: '2026-03-02T10:00:00Z',
  });
  expect(await contents()).not.toEqual(before);
});

describe('operations', () => {
  test.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s lets in whom the policy lets in, and nobody else changes a row',
    async (_name, operation) => {
      const refused = visitors.filter((visitor) => verdict(operation.permission, visitor) !== 0);
      const given = await validFor(operation);
      const before = await contents();
      for (const visitor of refused) {
        const answer = await tryCall(operation, given, { ...visitor.headers, origin: server.url });
        expect(answer.status, `${visitor.name}: ${answer.text}`).toBe(verdict(operation.permission, visitor));
        expect(answer.type).toBe('application/problem+json');
      }
      expect(await contents()).toEqual(before);
      const admitted = visitors.filter((visitor) => !refused.includes(visitor));
      expect(admitted.length, 'somebody may').toBeGreaterThan(0);
      for (const visitor of admitted) {
        const { name, headers } = visitor;
        const answer = await tryCall(operation, await validFor(operation), { ...headers, origin: server.url });
        if (lacksCommand(operation.id, visitor)) expect(answer.text, name).toContain('"code":"not_commander"');
        else expect(answer.status, `${name}: ${answer.text}`).toBeLessThan(300);
      }
    },
  );

  const byPeople = operations.filter(
    ({ method, permission }) => method !== 'GET' && permission !== 'public' && policy[permission].role !== null,
  );
  test.each(byPeople.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s with a cookie is refused from anywhere else',
    async (_name, operation) => {
      const cookie = cookieOf('admin');
      const given = await validFor(operation);
      const before = await contents();
      for (const [name, headers] of Object.entries(foreignHeaders(server.url))) {
        const answer = await tryCall(operation, given, { cookie, ...headers });
        expect(answer.status, `${name}: ${answer.text}`).toBe(403);
        expect(JSON.parse(answer.text)).toMatchObject({ code: 'cross_origin' });
      }
      if (operation.body) {
        // What a form of another site can send without being asked.
        const form = { cookie, origin: server.url, 'content-type': 'text/plain' };
        expect((await tryCall(operation, given, form)).status).toBe(415);
      }
      expect(await contents()).toEqual(before);
    },
  );
});

function cookieOf(role: string): string {
  return visitors.find(({ name }) => name === `a ${role}`)?.headers.cookie ?? '';
}

const act = (action: { id: string; pagePath: string }, input: unknown, headers: Record<string, string>) =>
  callAction(server.url, action, input, headers);

describe('server actions', () => {
  test.each(builtActions().map((action) => [action.name, action] as const))(
    '%s lets in whom the policy lets in, and nobody else changes a row',
    async (name, action) => {
      const rule = await ruleOf(action);
      if (!rule) throw new Error(`${name} has no rule`);
      // Keys are no part of an action: it goes by the session alone.
      const people = visitors.filter(({ headers }) => !headers.authorization && !headers['x-api-key']);
      const wanted = (visitor: Visitor) => verdict(rule.permission, visitor);
      const refused = [];
      for (const visitor of people.filter((each) => wanted(each) !== 0))
        refused.push({ visitor, input: await actionCases[name]?.(prepare, visitor.actor) });
      const before = await contents();
      for (const { visitor, input } of refused) {
        const { result, text } = await act(action, input, { ...visitor.headers, origin: server.url });
        const code = wanted(visitor) === 401 ? 'not_authenticated' : 'forbidden';
        expect(result, `${visitor.name}: ${text.slice(0, 500)}`).toMatchObject({ ok: false, code });
      }
      expect(await contents()).toEqual(before);
      for (const visitor of people.filter((each) => wanted(each) === 0)) {
        const input = await actionCases[name]?.(prepare, visitor.actor);
        const { result, text } = await act(action, input, { ...visitor.headers, origin: server.url });
        const expected = lacksCommand(name, visitor) ? { ok: false, code: 'not_commander' } : { ok: true };
        expect(result, `${visitor.name}: ${text.slice(0, 500)}`).toMatchObject(expected);
      }
    },
  );

  test.each(builtActions().map((action) => [action.name, action] as const))(
    '%s is refused from anywhere else',
    async (name, action) => {
      const admin = visitors.find((visitor) => visitor.name === 'a admin');
      const input = await actionCases[name]?.(prepare, admin?.actor ?? { kind: 'anonymous' });
      const before = await contents();
      for (const [where, headers] of Object.entries(foreignHeaders(server.url))) {
        const { result, text } = await act(action, input, { cookie: cookieOf('admin'), ...headers });
        // Next.js refuses some of them itself, without a result.
        expect(result?.ok ?? false, `${where}: ${text.slice(0, 300)}`).toBe(false);
      }
      expect(await contents()).toEqual(before);
    },
  );
});

describe('pages', () => {
  const pages = builtRoutes().pages.filter((page) => !page.startsWith('/_'));
  const open = ['/sign-in', '/status'];
  const addressIn = (page: string) => page.replace(/\[\w+\]/g, 'checkout');

  test.each(pages.filter((page) => !open.includes(page)))('%s asks everybody to sign in', async (page) => {
    const strangers = visitors.filter(({ actor, headers }) => actor.kind !== 'user' && !headers['x-api-key']);
    for (const { name, headers } of strangers) {
      const ask = (extra: Record<string, string>, query = '') =>
        fetch(`${server.url}${addressIn(page)}${query}`, { headers: { ...headers, ...extra }, redirect: 'manual' });
      const answer = await ask({});
      expect(answer.status, name).toBe(307);
      expect(answer.headers.get('location'), name).toMatch(/^\/sign-in/);
      // What the browser fetches when it moves from page to page.
      const moved = await ask({ rsc: '1' }, '?_rsc');
      const flight = await moved.text();
      expect(`${moved.headers.get('location')} ${flight}`, name).toContain('/sign-in');
      for (const text of [await answer.text(), flight])
        expect(text, 'nothing of what is behind').not.toContain('Payments');
    }
  });

  test.each(pages)('%s answers everybody who is signed in', async (page) => {
    for (const role of ['viewer', 'admin']) {
      const answer = await fetch(`${server.url}${addressIn(page)}`, {
        headers: { cookie: cookieOf(role) },
        redirect: 'manual',
      });
      await answer.arrayBuffer();
      expect(answer.status, role).toBeLessThan(500);
    }
  });
});
