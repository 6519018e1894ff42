import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { can, type Permission, scopes } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { closeDatabase } from '@/lib/db/pool';
import { bodyLimits } from '@/lib/server/body';
import type { RouteHandler } from '@/lib/server/route';
import { addressOf, type Given, operationCases, type Send } from '@/lib/testing/operation-cases';
import { makeKey, makeUser } from '@/lib/testing/people';
import { answersOf } from './load/answers';
import { openApiDocument } from './load/openapi';
import type { JsonSchema } from './model/document';
import { type NamedOperation, operations } from './registry';

/** Real calls for every answer that an operation is said to give; the answers are held against the published document. */

// Not provoked here: `default` is whatever else.
const notProvoked = ['default'];
// Readiness is that of a server; here none was started, which it says with 503.
const needsServer = 'readReadiness';
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const document = openApiDocument();
let all: string;
let none: string;
let twins: string;

const fileOf = (route: string) => path.resolve(`app${route.replaceAll('{', '[').replaceAll('}', ']')}/route.ts`);

async function handlerOf({ path: route, method }: NamedOperation): Promise<RouteHandler> {
  const file: Record<string, RouteHandler> = await import(fileOf(route));
  const handler = file[method];
  if (!handler) throw new Error(`${fileOf(route)} has no ${method}`);
  return handler;
}

type Sent = Given & {
  key?: string | null;
  type?: string;
  idempotencyKey?: string;
  knownTag?: string;
  /** The body begins and never ends. */
  silent?: boolean;
  /** The database is not there. */
  dead?: boolean;
};

async function send(operation: NamedOperation, given: Sent) {
  const handler = await handlerOf(operation);
  const headers = new Headers();
  const key = given.key === undefined ? all : given.key;
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  const body = given.raw ?? (given.body === undefined ? null : JSON.stringify(given.body));
  if (body !== null) headers.set('content-type', given.type ?? operation.stream ?? 'application/json');
  if (given.knownTag) headers.set('if-none-match', given.knownTag);
  if (given.idempotencyKey) headers.set('idempotency-key', given.idempotencyKey);
  const abort = new AbortController();
  const url = `http://127.0.0.1:3000${addressOf(operation.path, given)}`;
  const init: RequestInit & { duplex: 'half' } = { headers, body, signal: abort.signal, duplex: 'half' };
  if (given.silent) init.body = new ReadableStream();
  const request = new Request(url, { method: operation.method, ...init });
  const ask = () => handler(request, { params: Promise.resolve(given.params ?? {}) });
  const response = await (given.dead ? withoutDatabase(ask) : ask());
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    abort.abort();
    return { status: response.status, type, body: '' };
  }
  const text = await response.text();
  return {
    status: response.status,
    type,
    body: /json(;|$)/.test(type) && !type.includes('ndjson') ? JSON.parse(text) : text,
  };
}

/** Where nobody listens: what a call finds when the database is gone. */
async function withoutDatabase<T>(run: () => Promise<T>): Promise<T> {
  const { DATABASE_URL } = env();
  env().DATABASE_URL = 'postgresql://nobody@127.0.0.1:1/none';
  await closeDatabase();
  try {
    return await run();
  } finally {
    env().DATABASE_URL = DATABASE_URL;
    await closeDatabase();
  }
}

const prepare: Send = async (method, address, body) => {
  for (const operation of operations) {
    const pattern = new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = operation.method === method ? pattern.exec(address) : null;
    if (match) return (await send(operation, { body, params: { ...match.groups } })).body;
  }
  throw new Error(`no ${method} ${address}`);
};

beforeAll(async () => {
  Object.assign(bodyLimits, { wholeMs: 300, silentMs: 300 });
  all = (await makeKey([...scopes])).key;
  none = (await makeKey([])).key;
  // Two sources with the same ids: whoever is neither of them must say which.
  const [one, other] = [await makeKey(['ingest']), await makeKey(['ingest'])];
  twins = (await makeKey([...scopes])).key;
  for (const { key } of [one, other]) {
    for (const id of ['reportDeployment', 'reportIncident']) {
      const operation = operations.find((each) => each.id === id);
      const given = await operationCases[id]?.(prepare);
      if (operation) await send(operation, { body: { ...Object(given?.body), id: 'twin' }, key });
    }
  }
});

/** The calls that provoke each answer of an operation, as far as it documents it. */
async function provocations(operation: NamedOperation, valid: () => Promise<Given>): Promise<Record<string, Sent[]>> {
  const { params, body, stream, method, answers, permission } = operation;
  const given = await valid();
  const paramsAs = (value: string) => Object.fromEntries(Object.keys(params?.shape ?? {}).map((name) => [name, value]));
  const absent = Object.keys(paramsAs('')).includes('id') ? '00000000-0000-4000-8000-000000000000' : 'absent';
  // Twice: the second time some answer otherwise (200 for 201, 404 for what is gone).
  const calls: Record<string, Sent[]> = { success: method === 'DELETE' || given.once ? [given] : [given, given] };
  if (permission !== 'public') {
    calls[401] = [
      { ...given, key: null },
      { ...given, key: 'fl_unknown' },
    ];
    calls[403] = [{ ...given, key: none }];
    calls[503] = [{ ...given, dead: true }];
  }
  if (params) calls[404] = [{ ...given, params: paramsAs('x'.repeat(300)) }];
  if (answers[304]) calls[304] = [{ ...given, knownTag: '*' }];
  if (answers[404] && params) calls[404] = [...(calls[404] ?? []), { ...given, params: paramsAs(absent) }];
  if (operation.query) calls[422] = [{ ...given, query: '?limit=0&after=x&no_such_parameter=1' }];
  if (body) {
    calls[400] = [{ ...given, raw: '{"half":' }];
    calls[413] = [{ ...given, raw: JSON.stringify('x'.repeat(256 * 1024)) }];
    calls[422] = [...(calls[422] ?? []), { ...given, body: { ...Object(given.body), no_such_field: 1 } }];
  }
  if (body) calls[408] = [{ ...given, silent: true }];
  if (body || stream) calls[415] = [{ ...given, type: 'text/plain' }];
  const once = { idempotencyKey: `once-${operation.id}` };
  if (method === 'POST' && (body || stream) && !operation.isRepeatable)
    calls[409] = [
      { ...(await valid()), ...once },
      { ...otherBody(await valid()), ...once },
    ];
  else if (given.staleParams) calls[409] = [{ ...given, params: given.staleParams }];
  else if (given.stale) calls[409] = [{ ...given, body: given.stale }];
  else if (answers[409]) calls[409] = [{ ...given, params: paramsAs('twin'), key: twins }];
  for (const [status, other] of Object.entries(given.provoking ?? {}))
    calls[status] = [...(calls[status] ?? []), other];
  return calls;
}

/** The same call with another body: a case may have the same one each time. */
const otherBody = (given: Given): Given =>
  given.raw === undefined ? { ...given, body: { ...Object(given.body), ...differently(given.body) } } : given;
const differently = (body: unknown) =>
  Object.fromEntries(
    Object.entries(Object(body)).flatMap(([name, value]) =>
      ['name', 'text'].includes(name) ? [[name, `${value} again`]] : [],
    ),
  );

function problemsOf(operation: NamedOperation, { status, type, body }: Awaited<ReturnType<typeof send>>): string[] {
  const documented = document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status];
  const answer = answersOf(operation)[status];
  if (!documented || !answer) return [`${status} is not documented: ${JSON.stringify(body).slice(0, 200)}`];
  const [wanted, media] = Object.entries(documented.content ?? {})[0] ?? ['', {}];
  const found: string[] = [];
  if (type.split(';')[0] !== wanted.split(';')[0]) found.push(`${status} is ${type}, not ${wanted}`);
  if (media.schema && !ajv.validate(resolved(media.schema), body)) found.push(`${status}: ${ajv.errorsText()}`);
  // What the schema does not know falls away in parsing.
  if (answer.schema) expect(answer.schema.parse(body), `undocumented fields in ${status}`).toEqual(body);
  return found;
}

const resolved = (schema: JsonSchema): JsonSchema =>
  schema.$ref ? (document.components.schemas[schema.$ref.replace(/^.*\//, '')] ?? {}) : schema;

test('every operation has a valid call, and every case an operation', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(operationCases).sort());
});

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s answers as documented, whatever it is asked',
  async (id, operation) => {
    const valid = async () => (await operationCases[id]?.(prepare)) ?? {};
    const seen = new Set<string>();
    for (const [wanted, calls] of Object.entries(await provocations(operation, valid))) {
      for (const [index, given] of calls.entries()) {
        const answer = await send(operation, given);
        seen.add(String(answer.status));
        expect(problemsOf(operation, answer), `${wanted}: ${JSON.stringify(given).slice(0, 200)}`).toEqual([]);
        if (wanted === 'success' && id !== needsServer)
          expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
        else if (wanted !== 'success' && index === calls.length - 1)
          expect(answer.status, JSON.stringify(answer.body)).toBe(Number(wanted));
      }
    }
    const silent = Object.keys(answersOf(operation)).filter(
      (status) => !seen.has(status) && !notProvoked.includes(status) && id !== needsServer,
    );
    expect(silent, 'documented, but nothing here provokes it').toEqual([]);
  },
);

test('the examples of the reference work when pasted, in the order in which they stand there', async () => {
  const examples = operations.filter(({ example, method }) => example !== undefined && method !== 'GET');
  expect(examples.length).toBeGreaterThan(5);
  // Whom the examples name: the administrator of the demo.
  await makeUser('admin', 'admin@fairlead.local');
  // What changes something comes after what makes it.
  const makes = ({ method }: NamedOperation) => Number(method !== 'POST');
  for (const operation of examples.toSorted((a, b) => makes(a) - makes(b) || a.path.length - b.path.length)) {
    const { example, stream, pathExample } = operation;
    const lines = Array.isArray(example) ? example.map((line) => JSON.stringify(line)).join('\n') : '';
    const given: Sent = stream ? { raw: lines } : { body: example };
    const answer = await send(operation, { ...given, ...(pathExample ? { params: pathExample } : {}) });
    expect(answer.status, `${operation.id}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    if (stream) expect(answer.body).toContain('"refused":0');
  }
});

test('a scope that the document names is one that the policy lets in, and no other is', () => {
  for (const { path: route, method, permission } of operations) {
    const call = document.paths[route]?.[method.toLowerCase()];
    if (permission === 'public') {
      expect(call?.security).toEqual([]);
      continue;
    }
    const letIn = scopes.filter((scope) => allowed(permission, scope));
    expect(call?.['x-fairlead-scopes'].toSorted()).toEqual(letIn.toSorted());
  }
});

const allowed = (permission: Permission, scope: (typeof scopes)[number]) =>
  can({ kind: 'apiKey', id: '', name: '', sourceId: 1, scopes: [scope] }, permission);
