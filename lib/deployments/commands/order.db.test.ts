import fc from 'fast-check';
import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import type { SystemActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { createTestKey } from '@/lib/testing/api';
import { type ChangeReport, type DeploymentReport, type DeploymentStatus, deploymentBody } from '../schema';
import { recomputeArrivals } from './arrivals';
import { reportDeployments } from './report';

let actor: SystemActor;
beforeAll(async () => {
  actor = { kind: 'system', name: 'test', sourceId: (await createTestKey()).sourceId };
});

const hour = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 3_600_000).toISOString();
const chains: DeploymentStatus[][] = [
  ['in_progress'],
  ['failed'],
  ['succeeded'],
  ['in_progress', 'succeeded'],
  ['succeeded', 'rolled_back'],
  ['queued', 'failed'],
];

/** A history: each deployment's reports once and in order. A sha always has the same times. */
const history = fc.array(
  fc.record({
    chain: fc.constantFrom(...chains),
    environment: fc.constantFrom('production', 'live', 'staging'),
    hour: fc.nat({ max: 40 }),
    shas: fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 12 },
);

type Event = ReturnType<typeof eventsOf>[number];

function eventsOf(deployments: typeof history extends fc.Arbitrary<infer H> ? H : never, service: string) {
  return deployments.flatMap((each, index) =>
    each.chain.map((status, step) => ({
      id: `${service}-${index}`,
      service,
      environment: each.environment,
      status,
      ...(status === 'queued' || status === 'in_progress' ? {} : { finished_at: hour(each.hour + step) }),
      // Each report lists a part of the changes.
      changes: each.shas
        .filter((_sha, place) => place % each.chain.length === step)
        .map((sha) => ({
          sha: `c${sha}`,
          committed_at: hour(sha * 5),
          ...(sha % 2 ? { merged_at: hour(sha * 5 + 2) } : {}),
        })),
    })),
  );
}

/** First arrivals by definition (metrics.md, fine point 1), from the events once and in order. */
function naiveArrivals(events: Event[]): string[] {
  const deployments = new Map<
    string,
    { id: string; status: string; finished: string; environment: string; shas: Map<string, Event['changes'][number]> }
  >();
  for (const event of events) {
    const known = deployments.get(event.id);
    const finished = event.finished_at ?? known?.finished ?? '';
    const shas = new Map([...(known?.shas ?? []), ...event.changes.map((change) => [change.sha, change] as const)]);
    deployments.set(event.id, { id: event.id, status: event.status, finished, environment: event.environment, shas });
  }
  const reached = [...deployments.values()]
    .filter(({ status }) => status === 'succeeded' || status === 'rolled_back')
    .sort((a, b) => (a.finished === b.finished ? (a.id < b.id ? -1 : 1) : a.finished < b.finished ? -1 : 1));
  const rows = new Map<string, string>();
  const inProduction = new Set<string>();
  for (const { id, environment, finished, shas } of reached) {
    for (const change of shas.values()) {
      const place = `${change.sha} ${environment}`;
      if (rows.has(place)) continue;
      const production = environment !== 'staging';
      const first = production && !inProduction.has(change.sha);
      if (first) inProduction.add(change.sha);
      const since = (from: string) => Date.parse(finished) - Date.parse(from);
      rows.set(
        place,
        [place, id, finished, first, since(change.merged_at ?? change.committed_at), since(change.committed_at)].join(
          ' ',
        ),
      );
    }
  }
  return [...rows.values()].sort();
}

async function storedArrivals(service: string): Promise<string[]> {
  const rows = await primarySql<{
    sha: string;
    environment: string;
    id: string;
    finished: Date;
    first: boolean;
    merge: number;
    commit: number;
  }>(sql`
    SELECT c.sha, e.name AS environment, d.external_id AS id, a.finished_at AS finished, a.first_in_production AS first, a.merge_ms AS merge,
      a.commit_ms AS commit
    FROM arrival a JOIN change c ON c.id = a.change_id JOIN environment e ON e.id = a.environment_id JOIN deployment d ON d.id = a.deployment_id
      JOIN service s ON s.id = a.service_id WHERE s.slug = ${service}`);
  return rows
    .map((row) =>
      [`${row.sha} ${row.environment}`, row.id, row.finished.toISOString(), row.first, row.merge, row.commit].join(' '),
    )
    .sort();
}

test('shuffled, repeated and split into batches of any size, events leave the arrivals of the same events once and in order', async () => {
  let run = 0;
  const delivery = history.chain((deployments) => {
    const count = eventsOf(deployments, 'x').length;
    const places = Array.from({ length: count }, (_each, index) => index);
    return fc.record({
      deployments: fc.constant(deployments),
      order: fc
        .array(fc.nat({ max: count - 1 }), { maxLength: 8 })
        .chain((repeats) => fc.shuffledSubarray([...places, ...repeats], { minLength: count + repeats.length })),
      size: fc.integer({ min: 1, max: 9 }),
      together: fc.boolean(),
    });
  });
  await fc.assert(
    fc.asyncProperty(delivery, async ({ deployments, order, size, together }) => {
      run += 1;
      const service = `order-${run}`;
      const events = eventsOf(deployments, service);
      const reports = order.map((index): DeploymentReport => deploymentBody.parse(events[index]));
      const batches = Array.from({ length: Math.ceil(reports.length / size) }, (_each, index) =>
        reports.slice(index * size, (index + 1) * size),
      );
      const store = (batch: DeploymentReport[]) => reportDeployments.execute(batch, { actor });
      if (together) await Promise.all(batches.map(store));
      else for (const batch of batches) await store(batch);
      expect(await storedArrivals(service)).toEqual(naiveArrivals(events));
      const [counts] = await primarySql<{ n: number }>(sql`
        SELECT count(*)::int AS n FROM deployment d JOIN service s ON s.id = d.service_id WHERE s.slug = ${service}`);
      expect(counts?.n).toBe(deployments.length);
    }),
    { numRuns: 150 },
  );
  const [stats] = await primarySql<{ deadlocks: number }>(sql`
    SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()`);
  // Each costs its victim a second.
  expect(stats?.deadlocks).toBeLessThan(3);
});

test('changes that were derived from a commit range are a baseline with the first finished deployment, and none is with a listed one', async () => {
  const change = (sha: string): ChangeReport => ({
    sha,
    committedAt: new Date(hour(1)),
    mergedAt: null,
    title: null,
    author: null,
    authorKind: null,
    url: null,
  });
  const report = (id: string, at: number, shas: string[]): DeploymentReport => ({
    id,
    service: 'base',
    environment: 'production',
    status: 'succeeded',
    said: { finishedAt: new Date(hour(at)) },
    changes: shas.map(change),
  });
  await reportDeployments.execute([report('base-1', 10, ['x', 'y']), report('base-2', 20, ['z'])], { actor });
  await primarySql(sql`
    UPDATE deployment_change l SET derived = true FROM change c WHERE c.id = l.change_id AND c.sha IN ('y', 'z')`);
  await reportDeployments.execute(
    [{ ...report('base-1', 10, ['x', 'y', 'z']) }].map((each) => ({ ...each, said: { ...each.said, version: 'v' } })),
    { actor },
  );
  await reportDeployments.execute([{ ...report('base-1', 11, []) }], { actor });
  const rows = await primarySql(sql`
    SELECT c.sha, a.is_baseline AS baseline, a.merge_bucket < 0 AS uncounted FROM arrival a JOIN change c ON c.id = a.change_id
      JOIN service s ON s.id = a.service_id WHERE s.slug = 'base' ORDER BY c.sha`);
  expect(rows).toEqual([
    { sha: 'x', baseline: false, uncounted: false },
    { sha: 'y', baseline: true, uncounted: true },
    { sha: 'z', baseline: false, uncounted: false },
  ]);
});

test('when the kind of an environment changes, the first arrival in production moves with it', async () => {
  const report = (id: string, environment: string, at: number) =>
    deploymentBody.parse({
      id,
      service: 'kinds',
      environment,
      status: 'succeeded',
      finished_at: hour(at),
      changes: [{ sha: 'k', committed_at: hour(0) }],
    });
  await reportDeployments.execute([report('k-eu', 'eu', 5), report('k-live', 'live', 9)], { actor });
  const firsts = () =>
    primarySql<{ name: string; first: boolean }>(sql`
      SELECT e.name, a.first_in_production AS first FROM arrival a JOIN environment e ON e.id = a.environment_id
        JOIN service s ON s.id = a.service_id WHERE s.slug = 'kinds' ORDER BY e.name`);
  expect(await firsts()).toEqual([
    { name: 'eu', first: false },
    { name: 'live', first: true },
  ]);
  const marks = await inTransaction(async (tx) => {
    const [eu] = await tx.sql<{ id: number }>(
      sql`UPDATE environment SET kind = 'production' WHERE name = 'eu' RETURNING id`,
    );
    return recomputeArrivals(tx, { environmentId: eu?.id ?? 0 });
  });
  expect(await firsts()).toEqual([
    { name: 'eu', first: true },
    { name: 'live', first: false },
  ]);
  expect(marks.map(({ at }) => at.toISOString()).sort()).toEqual([hour(5), hour(9)]);
});

test('a change that is deployed again and again keeps its arrival, and an earlier one that comes late takes it', async () => {
  const report = (n: number, at: number) =>
    deploymentBody.parse({
      id: `again-${n}`,
      service: 'again',
      environment: 'production',
      status: 'succeeded',
      finished_at: hour(at),
      changes: [{ sha: 'same', committed_at: hour(0) }],
    });
  const arrival = async () =>
    await primarySql<{ at: Date; id: string }>(sql`
      SELECT a.finished_at AS at, d.external_id AS id FROM arrival a JOIN deployment d ON d.id = a.deployment_id
        JOIN service s ON s.id = a.service_id WHERE s.slug = 'again'`);
  for (const [n, at] of [
    [1, 20],
    [2, 30],
    [3, 20],
    [4, 25],
  ] as const)
    await reportDeployments.execute([report(n, at)], { actor });
  expect(await arrival()).toEqual([{ at: new Date(hour(20)), id: 'again-1' }]);
  await reportDeployments.execute([report(0, 20), report(5, 40)], { actor });
  expect(await arrival()).toEqual([{ at: new Date(hour(20)), id: 'again-0' }]);
  await reportDeployments.execute([report(0, 50)], { actor });
  expect(await arrival()).toEqual([{ at: new Date(hour(20)), id: 'again-1' }]);
});
