import { afterEach, expect, test } from 'vitest';
import { GET } from '@/app/api/live/[channel]/route';
import { makeKey } from '@/lib/testing/people';
import { streamLimits } from './stream';

const usual = { ...streamLimits };
const open: AbortController[] = [];

afterEach(() => {
  for (const abort of open.splice(0)) abort.abort();
  Object.assign(streamLimits, usual);
});

async function listen(key: string, method = 'GET'): Promise<Response> {
  const abort = new AbortController();
  const headers = { authorization: `Bearer ${key}` };
  const request = new Request('http://127.0.0.1:3000/api/live/overview', { method, headers, signal: abort.signal });
  const answer = await GET(request, { params: Promise.resolve({ channel: 'overview' }) });
  open.push(abort);
  return answer;
}

test('one caller has so many streams at once, and another as many; what is closed makes room', async () => {
  streamLimits.actor = 3;
  const [mine, yours] = [(await makeKey(['read'])).key, (await makeKey(['read'])).key];
  for (let i = 0; i < 3; i += 1) expect((await listen(mine)).status).toBe(200);
  const refused = await listen(mine);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('30');
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({ code: 'too_many_streams', status: 503 });
  expect((await listen(yours)).status).toBe(200);

  open.shift()?.abort();
  const next = await listen(mine);
  expect(next.status).toBe(200);
  expect((await listen(mine)).status).toBe(503);
  await next.body?.cancel(); // as when the connection breaks
  expect((await listen(mine)).status).toBe(200);
});

test('HEAD tells what a stream would be and opens none', async () => {
  streamLimits.actor = 1;
  const { key } = await makeKey(['read']);
  for (let i = 0; i < 3; i += 1) {
    const { status, headers, body } = await listen(key, 'HEAD');
    expect({ status, type: headers.get('content-type'), body }).toEqual({
      status: 200,
      type: 'text/event-stream; charset=utf-8',
      body: null,
    });
  }
  expect((await listen(key)).status).toBe(200);
});

test('a process has so many streams at once, whoever asks', async () => {
  streamLimits.process = 2;
  const keys = [await makeKey(['read']), await makeKey(['read']), await makeKey(['read'])];
  const answers = [];
  for (const { key } of keys) answers.push((await listen(key)).status);
  expect(answers).toEqual([200, 200, 503]);
});
