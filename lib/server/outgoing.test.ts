import dns from 'node:dns/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type AllowedHost, parseAllowedHosts } from '@/lib/core/addresses';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { OutgoingError, postJson, resolveOutgoing } from './outgoing';

const listed = vi.hoisted(() => ({ hosts: [] as unknown[] }));
vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: listed.hosts }) }));
vi.mock('node:dns/promises', () => ({ default: { lookup: vi.fn() }, lookup: vi.fn() }));
const lookup = vi.mocked(dns.lookup as unknown as (name: string) => Promise<{ address: string; family: number }[]>);

let canary: Receiver;
let port: number;

beforeAll(async () => {
  canary = await startReceiver();
  port = Number(new URL(canary.url).port);
});
afterAll(() => canary.close());
beforeEach(async () => {
  listed.hosts = [];
  canary.received.length = 0;
  const { lookup: named } = await import('node:dns/promises');
  vi.mocked(named as unknown as typeof lookup).mockImplementation((name) => lookup(name));
  lookup.mockResolvedValue([{ address: '127.0.0.1', family: 4 }]);
});

const allow = (text: string) => {
  listed.hosts = parseAllowedHosts(text) satisfies AllowedHost[];
};
const post = (url: string, deadlineMs = 5_000) => postJson(url, '{}', { deadlineMs });
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
  );

test.each([
  ['127.0.0.1', ''],
  ['2130706433', ''],
  ['0177.0.0.1', ''],
  ['0x7f.1', ''],
  ['[::1]', ''],
  ['[::ffff:7f00:1]', ''],
  ['[::ffff:127.0.0.1]', ''],
  ['0.0.0.0', ''],
  ['rebinding.example', ''],
  ['rebinding.example', 'other.example'],
  ['127.0.0.1', '127.0.0.1:1'],
])('%s is not called at a free port, nor at one that is usual (allowed: "%s")', async (host, allowed) => {
  allow(allowed);
  expect(await reasonOf(post(`http://${host}:${port}/in`))).toBe('refused');
  expect(await reasonOf(post(`http://${host}/in`))).toBe('refused');
  expect(canary.received).toEqual([]);
});

test.each(['ftp://host.example/', 'file:///etc/passwd', 'http://user:secret@host.example/', 'nonsense'])(
  '%s is refused before anything is looked up',
  async (url) => {
    lookup.mockClear();
    expect(await reasonOf(post(url))).toBe('refused');
    expect(lookup).not.toHaveBeenCalled();
  },
);

test('one address of a name that is not public refuses the name', async () => {
  lookup.mockResolvedValue([
    { address: '93.184.216.34', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ]);
  expect(await reasonOf(resolveOutgoing('mixed.example', 443, [443]))).toBe('refused');
});

test('a name is resolved once: what was checked is what is called', async () => {
  allow(`rebinding.example:${port}`);
  lookup.mockClear();
  expect((await post(`http://rebinding.example:${port}/in`)).status).toBe(200);
  expect(lookup).toHaveBeenCalledTimes(1);
  expect(canary.received[0]?.headers.host).toBe(`rebinding.example:${port}`);
});

test('a redirect is an answer, not a way', async () => {
  allow('127.0.0.1');
  canary.answer({ status: 302, headers: { location: `${canary.url}/elsewhere` } });
  expect((await post(`${canary.url}/in`)).status).toBe(302);
  expect(canary.received.map(({ path }) => path)).toEqual(['/in']);
});

test('who hangs is left at the deadline', async () => {
  allow('127.0.0.1');
  canary.answer('hang', 'reset');
  expect(await reasonOf(post(`${canary.url}/in`, 100))).toBe('timeout');
  expect(await reasonOf(post(`${canary.url}/in`))).toBe('unreachable');
});
