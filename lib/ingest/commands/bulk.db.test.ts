import sql from 'sql-template-tag';
import { beforeAll, expect, test, vi } from 'vitest';
import { POST } from '@/app/api/v1/bulk/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { logger } from '@/lib/core/log';
import { primaryPool, primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';

let key: string;
let sourceId: number;
beforeAll(async () => {
  ({ key, sourceId } = await createTestKey());
});

const deployment = (id: string, more: object = {}) => ({
  type: 'deployment',
  id,
  service: 'checkout',
  environment: 'production',
  status: 'succeeded',
  finished_at: '2026-03-02T10:00:00Z',
  ...more,
});
const ndjson = (lines: unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

async function bulk(raw: BodyInit, headers: Record<string, string> = {}, by = key) {
  const answer = await call(POST, 'POST', {
    key: by,
    raw,
    headers: { 'content-type': 'application/x-ndjson', ...headers },
  });
  const lines = answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { status: answer.status, refused: lines.slice(0, -1), summary: lines.at(-1) };
}

/** A body in pieces of `size` bytes. */
function pieces(source: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(source);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

const stored = async () => (await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM deployment`))[0]?.n ?? 0;

test('a bad line refuses itself alone, by its number, code and path', async () => {
  const before = await stored();
  const { refused, summary } = await bulk(
    ndjson([
      deployment('b1'),
      '{"type":"deployment",',
      deployment('b2', { status: 'succeeded', finished_at: undefined }),
      '',
      deployment('b3', { changes: [{ sha: 'x', committed_at: 'yesterday' }] }),
      { type: 'rocket' },
      [1, 2],
      deployment('b4', { finished_at: '2999-01-01T00:00:00Z' }),
      { type: 'incident', id: 'i1', title: 'No severity', detected_at: '2026-03-02T10:00:00Z' },
      { type: 'change', service: 'checkout', sha: 'c1', committed_at: '2026-03-02T09:00:00Z' },
      deployment('b1', { service: 'cart' }),
      deployment('b5'),
    ]),
  );
  expect(refused.map(({ line, ok, code, path }) => [line, ok, code, path])).toEqual([
    [2, false, 'malformed_json', ''],
    [3, false, 'validation_failed', '/finished_at'],
    [5, false, 'validation_failed', '/changes/0/committed_at'],
    [6, false, 'validation_failed', '/type'],
    [7, false, 'validation_failed', ''],
    [8, false, 'time_in_future', '/finished_at'],
    [11, false, 'id_in_use', '/service'],
    [9, false, 'validation_failed', '/severity'],
  ]);
  expect(summary).toEqual({ accepted: 3, duplicates: 0, refused: 8 });
  expect(await stored()).toBe(before + 2);
  const log = await primarySql<{ line: number | null; result: string }>(sql`
    SELECT line, result FROM delivery WHERE source_id = ${sourceId} ORDER BY id`);
  expect(log.filter((row) => row.result === 'refused')).toHaveLength(8);
  expect(log.at(-1)).toEqual({ line: null, result: 'bulk' });
});

test.each([1, 7, 1000])(
  'a stream cut every %i bytes gives the same, and sending it again gives duplicates',
  async (size) => {
    const body = ndjson(
      Array.from({ length: 40 }, (_each, index) => deployment(`cut-${size}-${index}`, { version: '🚀 é' })),
    );
    expect((await bulk(pieces(body, size))).summary).toEqual({ accepted: 40, duplicates: 0, refused: 0 });
    expect((await bulk(pieces(`${body}\r\n\n`, size))).summary).toEqual({ accepted: 0, duplicates: 40, refused: 0 });
  },
);

test('a line of any size above the cap is refused without being held', async () => {
  const huge = `{"type":"deployment","id":"${'x'.repeat(600_000)}"}`;
  const { refused, summary } = await bulk(pieces(ndjson([huge, deployment('after-huge')]), 10_000));
  expect(refused).toMatchObject([{ line: 1, code: 'too_large' }]);
  expect(summary).toEqual({ accepted: 1, duplicates: 0, refused: 1 });
});

test('the same id many times in one batch folds as if they had come one by one', async () => {
  const { summary } = await bulk(
    ndjson([
      deployment('same', { status: 'in_progress', finished_at: undefined, version: 'v1' }),
      deployment('same', { changes: [{ sha: 's1', committed_at: '2026-03-02T09:00:00Z' }] }),
      deployment('same', { changes: [{ sha: 's1', committed_at: '2026-03-02T09:00:00Z' }] }),
      deployment('same', { status: 'queued', finished_at: undefined }),
      deployment('same', { status: 'rolled_back', finished_at: '2026-03-02T11:00:00Z' }),
      deployment('same', { status: 'failed' }),
    ]),
  );
  expect(summary).toEqual({ accepted: 3, duplicates: 3, refused: 0 });
  const rows = await primarySql(sql`
    SELECT d.status, d.version, d.finished_at AS at, a.finished_at AS arrived FROM deployment d JOIN arrival a ON a.deployment_id = d.id
    WHERE external_id = 'same'`);
  const at = new Date('2026-03-02T11:00:00Z');
  expect(rows).toEqual([{ status: 'rolled_back', version: 'v1', at, arrived: at }]);
});

test('a value that only the database refuses costs its own line, not its batch', async () => {
  const lines = Array.from({ length: 300 }, (_each, index) => deployment(`bisect-${index}`));
  await primarySql(
    sql`ALTER TABLE deployment ADD CONSTRAINT only_for_this_test CHECK (length(version) < 10 OR 1 / (length(version) - 42) < 9)`,
  );
  lines[123] = deployment('bisect-123', { version: 'x'.repeat(42) });
  const { refused, summary } = await bulk(ndjson(lines));
  await primarySql(sql`ALTER TABLE deployment DROP CONSTRAINT only_for_this_test`);
  expect(refused).toMatchObject([{ line: 124, code: 'invalid_value' }]);
  expect(summary).toEqual({ accepted: 299, duplicates: 0, refused: 1 });
});

test('an Idempotency-Key gets the first answer again without processing, and 409 for another body', async () => {
  const headers = { 'idempotency-key': 'import-1' };
  const body = ndjson([deployment('idem-1'), '{', deployment('idem-2')]);
  const first = await bulk(body, headers);
  expect(first.summary).toEqual({ accepted: 2, duplicates: 0, refused: 1 });
  expect(await bulk(body, headers)).toEqual(first);
  expect(await bulk(ndjson([deployment('idem-3')]), headers)).toMatchObject({
    status: 409,
    summary: { code: 'idempotency_mismatch' },
  });
  expect((await primarySql(sql`SELECT 1 FROM deployment WHERE external_id = 'idem-3'`)).length).toBe(0);
});

test('two calls with the same lines at once make each row once', async () => {
  const body = ndjson(
    Array.from({ length: 1500 }, (_each, index) =>
      deployment(`twin-${index}`, {
        service: `twin-${index % 7}`,
        changes: [{ sha: `t${index % 400}`, committed_at: '2026-03-01T09:00:00Z' }],
      }),
    ),
  );
  const answers = await Promise.all([bulk(body), bulk(body), bulk(body)]);
  for (const { summary } of answers) expect(summary).toMatchObject({ refused: 0 });
  expect(answers.reduce((sum, { summary }) => sum + summary.accepted, 0)).toBe(1500);
  const [row] = await primarySql(sql`SELECT count(*)::int AS n FROM deployment WHERE external_id LIKE 'twin-%'`);
  expect(row).toEqual({ n: 1500 });
});

/** A body whose pieces are sent one by one, each after what the step before it does. */
function steps(parts: (() => Promise<string>)[]): ReadableStream<Uint8Array> {
  const queue = [...parts];
  return new ReadableStream({
    async pull(controller) {
      const part = queue.shift();
      if (!part) return controller.close();
      controller.enqueue(new TextEncoder().encode(await part()));
    },
  });
}

const many = (name: string, count: number) =>
  `${ndjson(Array.from({ length: count }, (_each, index) => deployment(`${name}-${index}`)))}\n`;

test('a client that hangs up midway keeps what was whole; the delivery log says it, the log of errors does not', async () => {
  const errors = vi.spyOn(logger, 'error');
  const { key: by, sourceId: source } = await createTestKey();
  const body = () =>
    steps([
      async () => `${JSON.stringify(deployment('hang-up-a'))}\n{"type":`,
      async () => {
        // What came is written after a moment of silence.
        await vi.waitFor(async () =>
          expect(await primarySql(sql`SELECT 1 FROM deployment WHERE external_id = 'hang-up-a'`)).toHaveLength(1),
        );
        throw new DOMException('The client is gone.', 'AbortError');
      },
    ]);
  const { status, summary } = await bulk(body(), { 'idempotency-key': 'hang-up' }, by);
  expect(status).toBe(200);
  expect(summary).toMatchObject({ accepted: 1, duplicates: 0, refused: 0, code: 'body_broken_off' });
  const noted = () =>
    primarySql(sql`SELECT result, code FROM delivery WHERE source_id = ${source} ORDER BY id DESC LIMIT 1`);
  expect(await noted()).toEqual([{ result: 'bulk', code: 'body_broken_off' }]);

  // It is no first answer to repeat: the whole body is processed with the same key, and of that a repeat may break off as well.
  const whole = ndjson([deployment('hang-up-a'), deployment('hang-up-b')]);
  const headers = { 'idempotency-key': 'hang-up' };
  expect((await bulk(whole, headers, by)).summary).toEqual({ accepted: 1, duplicates: 1, refused: 0 });
  expect(await bulk(body(), headers, by)).toMatchObject({ status: 400, summary: { code: 'body_broken_off' } });
  expect(await noted()).toEqual([{ result: 'refused', code: 'body_broken_off' }]);

  const one = await call(postDeployment, 'POST', { key: by, raw: body() });
  expect(one).toMatchObject({ status: 400, body: { code: 'body_broken_off' } });
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});

test('a client that hangs up with its answer half read leaves the same trace: its refused lines, and the call', async () => {
  const { key: by, sourceId: source } = await createTestKey();
  let hangUp = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`{\n${JSON.stringify(deployment('half-read'))}\n{\n{\n`));
      hangUp = () => controller.error(new Error('aborted'));
    },
  });
  const headers = { authorization: `Bearer ${by}`, 'content-type': 'application/x-ndjson' };
  const init = { method: 'POST', headers, body, duplex: 'half' };
  const answer = await POST(new Request('http://127.0.0.1:3000/test', init), { params: Promise.resolve({}) });
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"line":1');
  const gone = reader?.cancel();
  hangUp();
  await gone;
  const noted = () => primarySql(sql`SELECT result, code, line FROM delivery WHERE source_id = ${source} ORDER BY id`);
  const refused = (line: number) => ({ result: 'refused', code: 'malformed_json', line });
  const call = { result: 'bulk', code: 'body_broken_off', line: null };
  await vi.waitFor(async () => expect(await noted()).toEqual([refused(1), refused(3), refused(4), call]));
});

test('when the database goes away midway, the summary says so and the same call again completes it', async () => {
  const blocker = await primaryPool().connect();
  const body = steps([
    async () => many('away-a', 500), // a whole batch
    async () => {
      await blocker.query('BEGIN');
      await blocker.query('LOCK TABLE change IN ACCESS EXCLUSIVE MODE');
      return `${JSON.stringify(deployment('away-b', { changes: [{ sha: 'away', committed_at: '2026-03-01T10:00:00Z' }] }))}\n`;
    },
    async () => {
      for (let cut = 0; cut === 0; ) {
        // Not on the blocker's connection: a transaction sees the list of sessions as it was when it first looked.
        const [row] = await primarySql<{ n: number }>(sql`
          SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INTO change%'`);
        cut = row?.n ?? 0;
      }
      await blocker.query('ROLLBACK');
      blocker.release();
      return many('away-c', 10);
    },
  ]);
  const { refused, summary } = await bulk(body);
  expect(summary).toMatchObject({ accepted: 500, code: 'unavailable' });
  expect(refused).toMatchObject([{ line: 501, code: 'unavailable' }]);
  const again = many('away-a', 500) + many('away-c', 10);
  expect((await bulk(again)).summary).toEqual({ accepted: 10, duplicates: 500, refused: 0 });
});

test('a key that is revoked midway ends the call; what was committed stays', async () => {
  const { key: own, sourceId: source } = await createTestKey(['ingest']);
  const body = steps([
    async () => many('revoked-a', 5),
    async () => {
      while ((await primarySql(sql`SELECT 1 FROM deployment WHERE source_id = ${source}`)).length < 5);
      await primarySql(sql`UPDATE api_key SET revoked_at = now() WHERE source_id = ${source}`);
      return many('revoked-b', 5);
    },
  ]);
  expect((await bulk(body, {}, own)).summary).toMatchObject({ accepted: 5, code: 'not_authenticated' });
  expect((await primarySql(sql`SELECT 1 FROM deployment WHERE source_id = ${source}`)).length).toBe(5);
});
