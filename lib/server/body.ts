import {
  BodyBrokenOffError,
  BodyTimeoutError,
  MalformedError,
  TooLargeError,
  UnsupportedMediaError,
} from '@/lib/core/errors';
import { monotonicMs } from '@/lib/core/time';

/**
 * Caps on what may come in (reliability-security §3). `nodes`: a deployment with 1,000 changes of eight values each, and room.
 * `wholeMs` is for a body that is read as a whole, `silentMs` for a stream that may last.
 */
export const bodyLimits = {
  eventBytes: 256 * 1024,
  depth: 32,
  nodes: 10_000,
  stringBytes: 8 * 1024,
  wholeMs: 15_000,
  silentMs: 15_000,
};

/** Refuses any content type but `wanted`, and any encoding but identity. */
export function requireContentType(headers: Headers, wanted: string): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type !== wanted) throw new UnsupportedMediaError(`Send the body as "Content-Type: ${wanted}".`);
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new UnsupportedMediaError('Send the body as UTF-8.');
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity')
    throw new UnsupportedMediaError('Send the body uncompressed.');
}

/** The chunks of a stream. Throws BodyTimeoutError when none arrives for `silentMs`. */
export function bodyChunks(request: Request, silentMs = bodyLimits.silentMs): AsyncGenerator<Uint8Array> {
  return chunksOf(request, () => silentMs, `No byte of the body arrived for ${silentMs / 1000} seconds.`);
}

/** The chunks of a body; `patienceMs` says before each how long it may take. Throws BodyBrokenOffError when the client hangs up. */
async function* chunksOf(request: Request, patienceMs: () => number, late: string): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const lateness = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new BodyTimeoutError(late)), Math.max(0, patienceMs()));
      });
      // Whatever it fails with: nothing but the client and the way to it can end this stream early.
      const chunk = reader.read().catch(() => Promise.reject(new BodyBrokenOffError()));
      const { done, value } = await Promise.race([chunk, lateness]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    // Ends a body that nobody reads on; a body that ended already ignores it.
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The whole body as bytes, counted as they arrive, whatever Content-Length says. Throws BodyTimeoutError when it is not all there
 * after `wholeMs`: dripping keeps nothing open.
 */
export async function readBytes(
  request: Request,
  maxBytes = bodyLimits.eventBytes,
  wholeMs = bodyLimits.wholeMs,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const endsAt = monotonicMs() + wholeMs;
  const late = `The body did not arrive within ${wholeMs / 1000} seconds.`;
  for await (const chunk of chunksOf(request, () => endsAt - monotonicMs(), late)) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export type JsonLimits = Pick<typeof bodyLimits, 'depth' | 'nodes' | 'stringBytes'>;

/** Bytes → UTF-8 → JSON → depth, count and length of its values; throws MalformedError. */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = bodyLimits): unknown {
  let source: string;
  try {
    source = decoder.decode(bytes);
  } catch {
    throw new MalformedError('invalid_utf8', 'The body has bytes that are not UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new MalformedError('malformed_json', 'The body is not valid JSON.');
  }
  checkShape(value, limits);
  return value;
}

/** Iterative on purpose: recursion would overflow on exactly the input that it is to refuse. */
function checkShape(root: unknown, limits: JsonLimits): void {
  const stack: { value: unknown; depth: number; path: string }[] = [{ value: root, depth: 1, path: '' }];
  let nodes = 1;
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { value, depth, path } = item;
    if (typeof value === 'string' && value.length > limits.stringBytes) {
      throw new MalformedError('string_too_long', `This text is longer than ${limits.stringBytes} characters.`, path);
    }
    if (value === null || typeof value !== 'object') continue;
    if (depth > limits.depth) {
      throw new MalformedError(
        'too_deep',
        `The body is nested deeper than ${limits.depth} levels.`,
        path.slice(0, 200),
      );
    }
    const entries = Object.entries(value);
    // Counted before they are looked at: a body of a hundred thousand values costs no more than its parsing.
    nodes += entries.length;
    if (nodes > limits.nodes) {
      throw new MalformedError('too_many_values', `The body holds more than ${limits.nodes} values.`);
    }
    for (const [key, inner] of entries) {
      stack.push({ value: inner, depth: depth + 1, path: `${path}/${key.slice(0, 64)}` });
    }
  }
}

/** A line longer than the cap: its bytes are gone. */
export const oversizedLine = Symbol('oversized line');
export type Line = Uint8Array | typeof oversizedLine;

/**
 * The lines of a body as they arrive, several at a time, without their line ends. Memory stays below the cap of one line plus
 * one chunk, whatever the length of the body.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = bodyLimits.eventBytes,
): AsyncGenerator<Line[]> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (bytes: Uint8Array) => {
    size += bytes.byteLength;
    if (size <= maxBytes) parts.push(bytes);
    else parts = [];
  };
  const finish = (): Line => {
    const [only] = parts;
    const line = size > maxBytes ? oversizedLine : parts.length === 1 && only ? only : Buffer.concat(parts);
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < chunk.byteLength) take(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (size > 0) yield [finish()];
}
