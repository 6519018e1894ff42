import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, type Reports, saidFromJson, saidToJson, sameSaid, statusOf, takeReport } from './model';
import { type DeploymentStatus, deploymentBody, type Said } from './schema';

type Report = { status: DeploymentStatus; said: Said };

const said: fc.Arbitrary<Said> = fc.record(
  {
    startedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-02-01'), noInvalidDate: true }),
    version: fc.constantFrom('v1', 'v2', 'v3'),
    team: fc.constantFrom('a', 'b'),
    isHotfix: fc.boolean(),
    isRollback: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A life that a deployment can have: one report for each of its statuses. */
const life: fc.Arbitrary<Report[]> = fc
  .tuple(
    fc.subarray(['queued', 'in_progress'] as DeploymentStatus[]),
    fc.constantFrom<DeploymentStatus[]>(
      [],
      ['failed'],
      ['cancelled'],
      ['succeeded'],
      ['rolled_back'],
      ['succeeded', 'rolled_back'],
    ),
  )
  .map(([before, after]) => [...before, ...after])
  .filter((statuses) => statuses.length > 0)
  .chain((statuses) => fc.tuple(...statuses.map((status) => said.map((each) => ({ status, said: each })))));

function takeAll(reports: Report[]): Reports {
  return reports.reduce<Reports>((known, { status, said: each }) => takeReport(known, status, each).reports, {});
}

test('any order and any repetition of the reports of a deployment give the same deployment', () => {
  const arrivals = life.chain((reports) =>
    fc.tuple(
      fc.constant(reports),
      fc
        .tuple(
          fc.shuffledSubarray(reports, { minLength: reports.length }),
          fc.array(fc.constantFrom(...reports), { maxLength: 6 }),
        )
        .chain(([all, repeats]) =>
          fc.shuffledSubarray([...all, ...repeats], { minLength: all.length + repeats.length }),
        ),
    ),
  );
  fc.assert(
    fc.property(arrivals, ([inOrder, shuffled]) => {
      const expected = takeAll(inOrder);
      const actual = takeAll(shuffled);
      expect(statusOf(actual)).toBe(statusOf(expected));
      expect(fold(actual)).toEqual(fold(expected));
    }),
    { numRuns: 2_000 },
  );
});

test('a report taken twice says nothing new the second time', () => {
  fc.assert(
    fc.property(life, fc.nat(), (reports, pick) => {
      const known = takeAll(reports);
      const again = reports[pick % reports.length];
      if (!again) return;
      const { reports: after, verdict } = takeReport(known, again.status, again.said);
      expect(after).toBe(known);
      expect(['same', 'late']).toContain(verdict);
    }),
  );
});

test('a status never goes back, whatever comes', () => {
  const order: DeploymentStatus[] = ['queued', 'in_progress', 'cancelled', 'failed', 'succeeded', 'rolled_back'];
  const level = (status: DeploymentStatus | null) => (status === null ? -1 : [0, 1, 2, 2, 2, 3][order.indexOf(status)]);
  fc.assert(
    fc.property(fc.array(fc.record({ status: fc.constantFrom(...order), said })), (reports) => {
      let known: Reports = {};
      for (const report of reports) {
        const before = statusOf(known);
        known = takeReport(known, report.status, report.said).reports;
        const after = statusOf(known);
        expect(level(after)).toBeGreaterThanOrEqual(level(before) ?? -1);
        if (before && level(before) === 2 && after !== before)
          expect([before, after]).toEqual(['succeeded', 'rolled_back']);
      }
    }),
  );
});

test('what was said survives its JSON form', () => {
  fc.assert(fc.property(said, (each) => sameSaid(saidFromJson(saidToJson(each)), each)));
});

describe('a report on the wire', () => {
  const body = { id: 'd', service: 's', environment: 'Prod', status: 'queued' };

  test('null is absent, and a denied flag is not', () => {
    const parsed = deploymentBody.parse({ ...body, version: null, is_hotfix: null, is_rollback: false, changes: null });
    expect(parsed).toMatchObject({ environment: 'prod', said: { isRollback: false }, changes: [] });
    expect(parsed.said).not.toHaveProperty('isHotfix');
  });

  test.each(['succeeded', 'failed', 'rolled_back', 'cancelled'])('%s needs finished_at', (status) => {
    expect(deploymentBody.safeParse({ ...body, status }).success).toBe(false);
    expect(deploymentBody.safeParse({ ...body, status, finished_at: '2026-03-02T10:00:00Z' }).success).toBe(true);
  });
});
