import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AllowedHost, parseAllowedHosts } from '@/lib/core/addresses';
import { startReceiver } from '@/lib/testing/receiver';
import { AdapterError, type AdapterErrorCode, type WorkloadRef } from '../adapter';
import { dockerSwarm } from './docker-swarm';

const allowed = vi.hoisted(() => ({ hosts: [] as unknown[], sockets: [] as string[] }));
vi.mock('@/lib/config/env', () => ({
  env: () => ({ FAIRLEAD_OUTGOING_HOSTS: allowed.hosts, FAIRLEAD_DOCKER_SOCKETS: allowed.sockets }),
}));

const ref: WorkloadRef = { kind: 'swarm-service', namespace: null, name: 'web' };
let server: http.Server;
let answer: (response: http.ServerResponse) => void;
let calls: string[];

beforeEach(async () => {
  calls = [];
  server = http.createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  allowed.hosts = parseAllowedHosts('127.0.0.1') satisfies AllowedHost[];
  allowed.sockets = [];
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const port = () => Object(server.address()).port as number;
const history = (endpoint = `tcp://127.0.0.1:${port()}`, ms = 5_000) =>
  dockerSwarm({ kind: 'docker-swarm', endpoint, tls: null }).history(ref, [], AbortSignal.timeout(ms));
async function refusal(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    () => new Error('expected a refusal'),
    (reason: unknown) => reason,
  );
  if (error instanceof AdapterError) return error;
  throw error;
}
const says = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
};

describe('what an engine answers', () => {
  it.each<[number, string, AdapterErrorCode]>([
    [400, 'bad version', 'INVALID'],
    [400, 'service web does not have a previous spec', 'NO_PREVIOUS'],
    [401, 'unauthorized', 'FORBIDDEN'],
    [403, 'denied by the filter', 'FORBIDDEN'],
    [404, 'service web not found', 'NOT_FOUND'],
    [409, 'name conflicts', 'CONFLICT'],
    [429, 'slow down', 'RATE_LIMITED'],
    [500, 'rpc error: code = Unknown desc = update out of sequence', 'CONFLICT'],
    [500, 'rpc error: code = DeadlineExceeded', 'UNREACHABLE'],
    [503, 'This node is not a swarm manager.', 'UNREACHABLE'],
  ])('%i, “%s”, is %s', async (status, message, code) => {
    says(status, { message });
    expect(await refusal(history())).toMatchObject({ code, http: status });
  });

  it('is told without what may be secret in it', async () => {
    says(400, { message: 'invalid mount: PASSWORD=hunter2 at https://ada:pencil@registry.example' });
    const { message } = await refusal(history());
    expect(message).toContain('invalid mount');
    expect(message).not.toMatch(/hunter2|pencil/);
  });

  it.each<[string, () => void, AdapterErrorCode]>([
    ['is no JSON', () => says(200, '<html>'), 'UNREACHABLE'],
    ['is JSON of something else', () => says(200, { ID: 'x', Spec: {} }), 'UNREACHABLE'],
    [
      'breaks off half way',
      () => {
        answer = (response) => {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('{"ID":');
          setTimeout(() => response.destroy(), 20);
        };
      },
      'TIMEOUT',
    ],
    [
      'never comes',
      () => {
        answer = () => {};
      },
      'TIMEOUT',
    ],
    [
      'is a reset',
      () => {
        answer = (response) => response.socket?.destroy();
      },
      'UNREACHABLE',
    ],
  ])('%s', async (_name, arrange, code) => {
    arrange();
    expect((await refusal(history(undefined, 300))).code).toBe(code);
  });

  it('does not lead anywhere else', async () => {
    const elsewhere = await startReceiver();
    says(307, '', { location: `${elsewhere.url}/services/web` });
    expect((await refusal(history())).code).toBe('UNREACHABLE');
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });
});

describe('where an engine is called', () => {
  it.each<[string, AdapterErrorCode]>([
    ['ssh://ada@engine.example', 'INVALID'],
    ['engine.example:2376', 'INVALID'],
    ['tcp://ada:pencil@127.0.0.1:2375', 'INVALID'],
    ['tcp://engine.example:2375', 'INVALID'], // without TLS
    ['unix:///var/run/docker.sock', 'FORBIDDEN'], // not listed
    ['unix://elsewhere/var/run/docker.sock', 'INVALID'],
    ['tcp://127.0.0.1:1', 'UNREACHABLE'],
  ])('%s is %s', async (endpoint, code) => {
    const error = await refusal(history(endpoint));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('pencil');
    expect(calls).toEqual([]);
  });

  it('loopback only where the operator lists it', async () => {
    allowed.hosts = [];
    expect((await refusal(history())).code).toBe('FORBIDDEN');
    expect(calls).toEqual([]);
  });

  it('a socket only where the operator lists it', async () => {
    allowed.sockets = ['/nowhere/docker.sock'];
    expect((await refusal(history('unix:///nowhere/docker.sock'))).code).toBe('UNREACHABLE');
    expect((await refusal(history('unix:///nowhere/../nowhere/other.sock'))).code).toBe('FORBIDDEN');
  });

  it('by its endpoint, and not by DOCKER_HOST', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    says(404, { message: 'no such service' });
    expect((await refusal(history())).code).toBe('NOT_FOUND');
    allowed.sockets = ['/nowhere/docker.sock'];
    vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${port()}`);
    expect((await refusal(history('unix:///nowhere/docker.sock'))).code).toBe('UNREACHABLE');
    expect(calls).toHaveLength(1);
    vi.unstubAllEnvs();
  });

  it('for one service, whatever its name looks like', async () => {
    says(404, { message: 'no such service' });
    const name = '../containers/json?all=1';
    const adapter = dockerSwarm({ kind: 'docker-swarm', endpoint: `tcp://127.0.0.1:${port()}`, tls: null });
    await refusal(adapter.history({ ...ref, name }, [], AbortSignal.timeout(5_000)));
    expect(calls).toEqual([`GET /services/${encodeURIComponent(name)}`]);
  });
});

describe('the rights at an engine', () => {
  it('are what the filter before it lets through', async () => {
    answer = (response) => {
      const call = calls.at(-1) ?? '';
      const isAllowed = /^GET \/(version|services|tasks)/.test(call);
      response.writeHead(isAllowed ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify(call.includes('version') ? { Version: '27.1' } : []));
    };
    const adapter = dockerSwarm({ kind: 'docker-swarm', endpoint: `tcp://127.0.0.1:${port()}`, tls: null });
    expect(await adapter.ping(null, AbortSignal.timeout(5_000))).toEqual({
      version: 'Docker 27.1',
      permissions: { list: true, history: true, rollback: false, observe: true, verify: true },
      missing: ['services: update'],
      excess: [],
    });
  });
});
