import fc from 'fast-check';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { DELETE as deleteDeployment } from '@/app/api/v1/deployments/[id]/route';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { PATCH as patchIncident } from '@/app/api/v1/incidents/[key]/route';
import { POST as postIncident } from '@/app/api/v1/incidents/route';
import { primarySql, readSnapshot, readSql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { recountArrivals } from '@/lib/deployments/commands/arrivals';
import { call, createTestKey } from '@/lib/testing/api';
import { ensureRollups, markRollups, refreshRollups } from './commands';
import { piecesOf, readWindow, rowOf, type Window } from './model/window';
import { readFacts } from './queries/facts';
import { allProduction } from './queries/scope';
import { recomputeFacts } from './recompute';
import { countWrongArrivals, countWrongLinks, verifyMetrics } from './verify';

/** Roll-ups and arrivals equal a recompute from the records, whatever came, in whatever order, however far the keeper is. */
let key: string;
// Two pipelines that number their deployments alike, and a tracker that is neither of them.
let secondKey: string;
let trackerKey: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
  ({ key: secondKey } = await createTestKey());
  ({ key: trackerKey } = await createTestKey());
});

const at = new Date('2026-06-01T00:00:00Z');
const zones: [zone: string, from: string, to: string][] = [
  ['UTC', '2026-03-27', '2026-04-07'],
  ['Europe/London', '2026-03-28', '2026-03-31'],
  ['America/New_York', '2026-03-27', '2026-04-06T13:45:00Z'],
  ['Asia/Kolkata', '2026-03-28T03:10:00Z', '2026-04-06'],
  ['Asia/Kolkata', '2026-03-30T11:30:00Z', '2026-04-03T06:15:00Z'],
  ['Australia/Lord_Howe', '2026-04-03', '2026-04-07'],
];
const windowsOf = (zone: string): Window[] =>
  zones.flatMap(([tz, from, to]) => (tz === zone ? [readWindow({ from, to, tz }, at)] : []));

// Ten days that hold the clock changes of London (29 March) and Lord Howe (5 April, half an hour), at five-minute steps.
const instant = fc
  .integer({ min: 0, max: 10 * 288 })
  .map((step) => new Date(Date.UTC(2026, 2, 27) + step * 300_000).toISOString());
const number = (max: number) => fc.integer({ min: 0, max });

const deployment = fc.record({
  kind: fc.constant('deployment' as const),
  id: number(9),
  second: fc.boolean(),
  status: fc.constantFrom('succeeded', 'succeeded', 'failed', 'rolled_back', 'cancelled', 'in_progress'),
  finished: instant,
  rollback: fc.boolean(),
  hotfix: fc.boolean(),
  changes: fc.array(fc.record({ sha: number(7), committed: instant, merged: fc.option(instant), bot: fc.boolean() }), {
    maxLength: 3,
  }),
});
const incident = fc.record({
  kind: fc.constant('incident' as const),
  id: number(3),
  tracker: fc.boolean(),
  services: fc.array(number(2), { maxLength: 2 }),
  environment: fc.constantFrom(null, 'production', 'staging'),
  detected: instant,
  resolved: fc.option(instant),
  cause: fc.option(number(11)),
  fix: fc.option(number(11)),
});
const unlink = fc.record({ kind: fc.constant('unlink' as const), id: number(3) });
const remove = fc.record({ kind: fc.constant('remove' as const), id: number(9) });
const derive = fc.record({ kind: fc.constant('derive' as const), id: number(9) });
const keeper = fc.constant({ kind: 'keeper' as const });
const zoneDays = fc.record({ kind: fc.constant('zone' as const), zone: number(zones.length - 1) });
const step = fc.oneof(
  { weight: 8, arbitrary: deployment },
  { weight: 3, arbitrary: incident },
  unlink,
  remove,
  derive,
  keeper,
  zoneDays,
);
// A deployment keeps its service and environment for life.
const homes = ['production', 'live', 'production', 'staging', 'production'];
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function apply(run: string, event: Step): Promise<number> {
  const service = (index: number) => `${run}-s${index}`;
  switch (event.kind) {
    case 'deployment': {
      const started_at = new Date(Date.parse(event.finished) - 60_000).toISOString();
      const body = {
        id: `${run}-d${event.id}`,
        service: service((event.id + (event.second ? 1 : 0)) % 3),
        environment: homes[event.id % 5] ?? 'production',
        status: event.status,
        started_at,
        ...(event.status === 'in_progress' ? {} : { finished_at: event.finished }),
        is_rollback: event.rollback,
        is_hotfix: event.hotfix,
        changes: event.changes.map(({ sha, committed, merged, bot }) => ({
          sha: `c${sha}`,
          committed_at: committed,
          merged_at: merged,
          author_kind: bot ? 'bot' : 'human',
        })),
      };
      return (await call(postDeployment, 'POST', { key: event.second ? secondKey : key, body })).status;
    }
    case 'incident': {
      const body = {
        id: `${run}-i${event.id}`,
        title: 'x',
        severity: 'SEV2',
        services: event.services.map(service),
        environment: event.environment,
        detected_at: event.detected,
        resolved_at: event.resolved,
        caused_by: event.cause === null ? undefined : `${run}-d${event.cause}`,
        fixed_by: event.fix === null ? undefined : `${run}-d${event.fix}`,
      };
      return (await call(postIncident, 'POST', { key: event.tracker ? trackerKey : key, body })).status;
    }
    case 'unlink': {
      const params = { key: `${run}-i${event.id}` };
      return (await call(patchIncident, 'PATCH', { key, params, body: { caused_by: null, fixed_by: null } })).status;
    }
    case 'remove':
      return (await call(deleteDeployment, 'DELETE', { key, params: { id: `${run}-d${event.id}` } })).status;
    case 'derive':
      await inTransaction(async (tx) => {
        const changed = await tx.sql<{ id: number }>(sql`
          UPDATE deployment_change l SET derived = true FROM deployment d
          WHERE d.id = l.deployment_id AND d.external_id = ${`${run}-d${event.id}`} RETURNING l.change_id AS id`);
        await markRollups(
          tx,
          await recountArrivals(
            tx,
            changed.map(({ id }) => id),
          ),
        );
      });
      return 200;
    case 'keeper':
      await refreshRollups();
      return 200;
    case 'zone': {
      const [tz = 'UTC'] = zones[event.zone] ?? [];
      for (const window of windowsOf(tz))
        for (const isOver of [false, true]) {
          const rows = piecesOf(window).flatMap((piece) => rowOf(piece, isOver) ?? []);
          const days = rows.map(({ from, to }) => ({ startsAt: from, endsAt: to }));
          await ensureRollups(allProduction, days);
        }
      return 200;
    }
  }
}

async function expectEqual(): Promise<void> {
  const environments = await readSql<{ id: number }>(sql`SELECT id FROM environment ORDER BY name`);
  const services = await readSql<{ id: number }>(sql`SELECT id FROM service ORDER BY id DESC LIMIT 3`);
  const plan = {
    zones: zones.map(([zone]) => zone),
    services: [null, services.map(({ id }) => id).slice(0, 2)],
    environments: [
      allProduction,
      { kind: 'named' as const, ids: environments.slice(0, 1).map(({ id }) => id) },
      { kind: 'named' as const, ids: environments.slice(0, 2).map(({ id }) => id) },
    ],
    windows: windowsOf,
    deep: false,
  };
  const wrong = [];
  for await (const check of verifyMetrics(plan)) if (check.differences.length > 0) wrong.push(check);
  expect(wrong).toEqual([]);
  expect(await readSnapshot(countWrongArrivals)).toBe(0);
  expect(await readSnapshot(countWrongLinks)).toBe(0);
}

test('after any events, in any order, repeated and late, with the keeper anywhere', { timeout: 240_000 }, async () => {
  let run = 0;
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      run += 1;
      for (const event of steps) statuses.add(await apply(`r${run}`, event));
      await expectEqual();
      while (await refreshRollups());
      const [left] = await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM rollup_mark`);
      expect(left?.n).toBe(0);
      await expectEqual();
    }),
    { numRuns: 12, seed: 20_261_124, endOnFailure: true },
  );
  expect([...statuses].sort()).toEqual([200, 201, 204, 404, 422]);
});

test('the same events shuffled and doubled give the same numbers', { timeout: 120_000 }, async () => {
  const window = readWindow({ from: '2026-03-27', to: '2026-04-07', tz: 'Europe/London' }, at);
  const once = fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: deployment }, incident), {
    selector: (event) => `${event.kind}${event.id}${event.kind === 'incident' ? event.tracker : event.second}`,
    maxLength: 14,
  });
  // A change is what its first report says and what later ones add, so each sha is described in one way.
  const described = once.map((events) =>
    events.map((event) =>
      event.kind === 'incident'
        ? event
        : {
            ...event,
            changes: [...new Map(event.changes.map((change) => [change.sha, change])).values()].map(({ sha }) => ({
              sha,
              committed: new Date(Date.UTC(2026, 2, 26, sha)).toISOString(),
              merged: sha % 2 ? null : new Date(Date.UTC(2026, 2, 26, sha, 30)).toISOString(),
              bot: sha === 7,
            })),
          },
    ),
  );
  let run = 0;
  const factsOf = async (prefix: string) => {
    const ids = (await readSql<{ id: number }>(sql`SELECT id FROM service WHERE slug LIKE ${`${prefix}-%`}`)).map(
      ({ id }) => id,
    );
    const read = { services: ids, environments: allProduction, definition: 'handbook' as const, excludeBots: false };
    const product = await readSnapshot((db) => readFacts(db, read, piecesOf(window), [window]));
    const { histogram: _histogram, ...facts } = product.byService.get(0)?.[0] ?? { histogram: null };
    expect(facts).toEqual(await readSnapshot((db) => recomputeFacts(db, read, window)));
    return facts;
  };
  const pairs = described.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
  );
  await fc.assert(
    fc.asyncProperty(pairs, async ([inOrder, shuffled]) => {
      run += 1;
      for (const event of inOrder) await apply(`o${run}`, event);
      for (const event of shuffled) await apply(`p${run}`, event);
      expect(await factsOf(`p${run}`)).toEqual(await factsOf(`o${run}`));
    }),
    { numRuns: 15, seed: 20_261_124, endOnFailure: true },
  );
});

test('readers stay right while writers and the keeper run at once', { timeout: 120_000 }, async () => {
  const events = fc.sample(fc.oneof({ weight: 4, arbitrary: deployment }, incident, remove), { numRuns: 120, seed: 7 });
  let isWriting = true;
  const wrong: unknown[] = [];
  const plan = {
    zones: ['UTC', 'Asia/Kolkata'],
    services: [null],
    environments: [allProduction],
    windows: windowsOf,
    deep: false,
  };
  const reader = (async () => {
    while (isWriting)
      for await (const check of verifyMetrics(plan)) if (check.differences.length > 0) wrong.push(check);
  })();
  const minder = (async () => {
    while (isWriting) {
      await refreshRollups();
      for (let zone = 0; zone < zones.length; zone += 1) await apply('c', { kind: 'zone', zone });
    }
  })();
  const writers = [0, 1, 2].map(async (lane) => {
    for (const event of events.filter((_, index) => index % 3 === lane)) await apply('c', event);
  });
  await Promise.all(writers);
  isWriting = false;
  await Promise.all([reader, minder]);
  expect(wrong).toEqual([]);
  while (await refreshRollups());
  await expectEqual();
});

test('a change without its mark is noticed: the comparison can fail', async () => {
  await apply('x', {
    kind: 'deployment',
    id: 2,
    second: false,
    status: 'succeeded',
    finished: '2026-03-29T12:00:00.000Z',
    rollback: false,
    hotfix: false,
    changes: [{ sha: 1, committed: '2026-03-29T10:00:00.000Z', merged: null, bot: false }],
  });
  while (await refreshRollups());
  await expectEqual();
  await primarySql(sql`UPDATE deployment SET status = 'rolled_back' WHERE external_id = 'x-d2'`);
  await primarySql(
    sql`UPDATE change SET committed_at = committed_at - interval '1 hour' WHERE id IN (SELECT change_id FROM arrival a JOIN deployment d ON d.id = a.deployment_id WHERE d.external_id = 'x-d2')`,
  );
  await expect(expectEqual()).rejects.toThrow('to deeply equal []');
  expect(await readSnapshot(countWrongArrivals)).toBe(1);
});
