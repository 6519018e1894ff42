import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import {
  BodyBrokenOffError,
  BodyTimeoutError,
  MalformedError,
  TooLargeError,
  UnsupportedMediaError,
} from '@/lib/core/errors';
import { bodyChunks, bodyLimits, parseJson, readBytes, readLines, requireContentType } from './body';

const bytes = (source: string) => new TextEncoder().encode(source);
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
  }
  return 'accepted';
};

test.each([
  ['', 'malformed_json'],
  ['{"a":', 'malformed_json'],
  ['NaN', 'malformed_json'],
  ['{"a":1}', 'accepted'],
  ['['.repeat(31) + ']'.repeat(31), 'accepted'],
  ['['.repeat(33) + ']'.repeat(33), 'too_deep'],
  ['['.repeat(100_000) + ']'.repeat(100_000), 'too_deep'],
  [JSON.stringify(Array(bodyLimits.nodes - 1).fill(0)), 'accepted'],
  [JSON.stringify(Array(bodyLimits.nodes).fill(0)), 'too_many_values'],
  [JSON.stringify('x'.repeat(bodyLimits.stringBytes)), 'accepted'],
  [JSON.stringify('x'.repeat(bodyLimits.stringBytes + 1)), 'string_too_long'],
])('%.40s → %s', (source, expected) => {
  expect(codeOf(() => parseJson(bytes(source)))).toBe(expected);
});

test('bytes that are not UTF-8 are refused, not replaced', () => {
  expect(codeOf(() => parseJson(new Uint8Array([0x22, 0xff, 0xfe, 0x22])))).toBe('invalid_utf8');
});

test('a body is counted as it arrives: the cap itself passes, one byte more does not', async () => {
  const request = (size: number) => new Request('http://x/', { method: 'POST', body: new Uint8Array(size) });
  expect((await readBytes(request(1_000), 1_000)).byteLength).toBe(1_000);
  await expect(readBytes(request(1_001), 1_000)).rejects.toBeInstanceOf(TooLargeError);
});

/** A client that sends a byte every 20 ms for ever. */
function dripping(): Request {
  let timer: ReturnType<typeof setInterval>;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(() => controller.enqueue(new Uint8Array(1)), 20);
    },
    cancel: () => clearInterval(timer),
  });
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  return new Request('http://x/', init);
}

test('a body that drips is ended by the clock, however steadily it drips; a stream is not', async () => {
  await expect(readBytes(dripping(), 1_000, 200)).rejects.toBeInstanceOf(BodyTimeoutError);
  let chunks = 0;
  for await (const chunk of bodyChunks(dripping(), 200)) {
    chunks += chunk.byteLength;
    if (chunks === 30) break;
  }
  expect(chunks).toBe(30);
});

/** What a server makes of a client that hangs up after `sent`; `ended` when it has read all it gets. */
async function hangUp(sent: string, read: (request: Request) => Promise<unknown>): Promise<unknown> {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(`POST / HTTP/1.1\r\nhost: x\r\n${sent}`);
  const [incoming] = (await once(server, 'request')) as [IncomingMessage];
  const init = { method: 'POST', body: incoming as unknown as BodyInit, duplex: 'half' };
  const outcome = read(new Request('http://x/', init)).then(
    () => 'ended',
    (error: unknown) => error,
  );
  await new Promise((resolve) => setTimeout(resolve, 20)); // it waits for more
  client.destroy();
  server.close();
  return outcome;
}

async function readAll(request: Request): Promise<void> {
  for await (const _lines of readLines(bodyChunks(request)));
}

test.each([
  ['with a length', 'content-length: 100\r\n\r\n{"a":1}\n'],
  ['before the first byte', 'content-length: 100\r\n\r\n'],
  ['between two chunks', 'transfer-encoding: chunked\r\n\r\n8\r\n{"a":1}\n\r\n'],
  ['within a chunk', 'transfer-encoding: chunked\r\n\r\n20\r\n{"a":1}\n'],
])('a client that hangs up in its body, %s, is told from a failure of ours', async (_how, sent) => {
  for (const read of [readBytes, readAll]) expect(await hangUp(sent, read)).toBeInstanceOf(BodyBrokenOffError);
});

test.each([
  [{ 'content-type': 'application/json' }, true],
  [{ 'content-type': 'Application/JSON; charset=UTF-8' }, true],
  [{ 'content-type': 'application/json; charset=latin1' }, false],
  [{ 'content-type': 'text/plain' }, false],
  [{}, false],
  [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, false],
])('%o is accepted: %s', (headers, accepted) => {
  const check = () => requireContentType(new Headers(headers as Record<string, string>), 'application/json');
  if (accepted) expect(check).not.toThrow();
  else expect(check).toThrow(UnsupportedMediaError);
});
