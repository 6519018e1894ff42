import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chooseTarget, type KnownRevision, knowledgeOf, type TargetChoice } from './choose';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 2, 2, 14);

/** A version that ran `ago` minutes ago; good unless something else is said. */
const ran = (key: string, ago: number, more: Partial<KnownRevision> = {}): KnownRevision => ({
  key,
  specHash: key,
  current: false,
  lastRanAt: new Date(begin - ago * minuteMs),
  healthySeconds: 86_400,
  causedIncident: false,
  rolledBackFrom: false,
  failed: false,
  ...more,
});
const keyOf = (choice: TargetChoice) => (choice.ok ? choice.key : choice.code);
const bad: Partial<KnownRevision>[] = [{ causedIncident: true }, { rolledBackFrom: true }, { failed: true }];

describe('what is known of a version', () => {
  const watched = (healthySeconds: number | null) => knowledgeOf(ran('v', 0, { healthySeconds }));
  it.each([
    [null, 'unknown'],
    [0, 'unknown'],
    [899.9, 'unknown'],
    [900, 'good'],
  ] as const)('healthy for %s s: %s', (seconds, known) => expect(watched(seconds)).toBe(known));

  it.each(bad)('%o speaks louder than a year of health', (more) =>
    expect(knowledgeOf(ran('v', 0, { healthySeconds: 31_536_000, ...more }))).toBe('bad'),
  );
});

describe('last-good', () => {
  it('passes over the version that was left a moment ago: a second undo does not bring it back', () => {
    const revisions = [
      ran('v1', 500),
      ran('v2', 20, { rolledBackFrom: true, healthySeconds: 7_200 }),
      // Back to v0 five minutes ago.
      ran('v0', 5, { current: true }),
    ];
    expect(chooseTarget(revisions, 'last-good')).toMatchObject({ ok: true, key: 'v1', known: 'good', warnings: [] });
    expect(chooseTarget(revisions, 'previous')).toMatchObject({
      key: 'v2',
      known: 'bad',
      warnings: ['TARGET_WAS_BAD'],
      needsTypedConfirmation: true,
    });
  });

  it('prefers an older version known to be good to a newer one that nobody watched', () => {
    const revisions = [ran('v3', 1, { current: true }), ran('v2', 2, { healthySeconds: 300 }), ran('v1', 900)];
    expect(chooseTarget(revisions, 'last-good')).toMatchObject({ key: 'v1', olderThanLastGood: false });
  });

  it('takes what is not known only when nothing is known to be good, and says so', () => {
    const revisions = [
      ran('v4', 1, { current: true }),
      ran('v3', 2, { failed: true }),
      ran('v2', 3, { healthySeconds: null }),
      ran('v1', 4, { healthySeconds: null }),
    ];
    const choice = chooseTarget(revisions, 'last-good');
    expect(choice).toMatchObject({ key: 'v2', known: 'unknown', warnings: ['TARGET_UNKNOWN'] });
    expect(choice).toMatchObject({ why: expect.stringContaining('No earlier version is known to be good') });
  });

  it('never takes a bad one: then it says why not', () => {
    const revisions = [ran('v4', 1, { current: true }), ...bad.map((more, index) => ran(`v${index}`, 9 + index, more))];
    expect(chooseTarget(revisions, 'last-good')).toMatchObject({
      ok: false,
      code: 'no_previous',
      message: expect.stringContaining('Every earlier version is known to be bad'),
    });
  });

  it('has nothing to go back to after the first deployment, nor when there is none', () => {
    const message = 'There is no earlier version to go back to.';
    for (const revisions of [[], [ran('v1', 1, { current: true })]]) {
      expect(chooseTarget(revisions, 'last-good')).toEqual({ ok: false, code: 'no_previous', message });
      expect(chooseTarget(revisions, 'previous')).toEqual({ ok: false, code: 'no_previous', message });
    }
  });
});

describe('one version under two keys', () => {
  it('is the present one under both: going there would change nothing', () => {
    const revisions = [ran('arn:43', 1, { current: true, specHash: 'a' }), ran('arn:41', 60, { specHash: 'a' })];
    expect(keyOf(chooseTarget(revisions, 'last-good'))).toBe('no_previous');
    expect(keyOf(chooseTarget([...revisions, ran('arn:40', 90)], 'previous'))).toBe('arn:40');
  });

  it('is bad under both', () => {
    const revisions = [
      ran('arn:44', 1, { current: true }),
      ran('arn:43', 30, { specHash: 'a' }),
      ran('arn:42', 60, { specHash: 'a', causedIncident: true }),
      ran('arn:41', 90),
    ];
    expect(keyOf(chooseTarget(revisions, 'last-good'))).toBe('arn:41');
    expect(chooseTarget(revisions, { key: 'arn:43' })).toMatchObject({ known: 'bad' });
  });
});

describe('a version by its key', () => {
  const revisions = [
    ran('v5', 1, { current: true }),
    ran('v4', 2, { causedIncident: true }),
    ran('v3', 3),
    ran('v2', 4),
    ran('v1', 5, { lastRanAt: null }),
  ];
  it.each([
    ['v3', [], false, false],
    ['v2', [], true, true],
    ['v1', [], true, true],
    ['v4', ['TARGET_WAS_BAD'], false, true],
  ] as const)('%s: warnings %j, older than the last good %s, to be typed %s', (key, warnings, older, typed) => {
    expect(chooseTarget(revisions, { key })).toMatchObject({
      key,
      warnings,
      olderThanLastGood: older,
      needsTypedConfirmation: typed,
    });
  });

  it('that is not there has no other in its place', () => {
    expect(chooseTarget(revisions, { key: 'v9' })).toMatchObject({
      ok: false,
      message: 'The cluster no longer has this version.',
    });
  });
});

const revision = fc.record({
  specHash: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  lastRanAt: fc.option(
    fc.integer({ min: 0, max: 6 }).map((minutes) => new Date(begin + minutes * minuteMs)),
    { nil: null },
  ),
  healthySeconds: fc.constantFrom(null, 0, 899, 900, 90_000),
  causedIncident: fc.boolean(),
  rolledBackFrom: fc.boolean(),
  failed: fc.boolean(),
});
const histories = fc
  .array(revision, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((each, index): KnownRevision => ({ ...each, key: `k${index}`, current: index === 0 })));

test('the order in which the cluster names versions decides only where nobody knows when they ran', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), (revisions, numbers) => {
      const timed = revisions.map((each, index) => ({ ...each, lastRanAt: new Date(begin + index * minuteMs) }));
      const shuffled = timed
        .map((each) => ({ each, at: numbers.next().value }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ each }) => each);
      for (const want of ['last-good', 'previous'] as const) {
        expect(chooseTarget(shuffled, want)).toEqual(chooseTarget(timed, want));
      }
    }),
  );
  const untimed = ['v5', 'v3', 'v9'].map((key) => ran(key, 0, { lastRanAt: null }));
  const current = ran('v4', 0, { current: true });
  expect(keyOf(chooseTarget([current, ...untimed], 'last-good'))).toBe('v5');
  expect(keyOf(chooseTarget([current, ...untimed], 'previous'))).toBe('v5');
});

test('whatever the history: never the present version, never a bad one, and a good one whenever there is one', () => {
  fc.assert(
    fc.property(histories, (revisions) => {
      const choice = chooseTarget(revisions, 'last-good');
      const present = revisions[0]?.specHash;
      const isBad = (hash: string) =>
        revisions.some((each) => each.specHash === hash && (each.causedIncident || each.rolledBackFrom || each.failed));
      const isWatched = (hash: string) =>
        revisions.some((each) => each.specHash === hash && each.healthySeconds !== null && each.healthySeconds >= 900);
      const usable = revisions.filter(({ specHash }) => specHash !== present && !isBad(specHash));
      const good = usable.filter(({ specHash }) => isWatched(specHash));
      if (!choice.ok) {
        expect(usable).toEqual([]);
        return;
      }
      const taken = revisions.find(({ key }) => key === choice.key);
      const pool = good.length > 0 ? good : usable;
      expect(pool).toContain(taken);
      const newest = Math.max(...pool.map(({ lastRanAt }) => lastRanAt?.getTime() ?? 0));
      expect(taken?.lastRanAt?.getTime() ?? 0).toBe(newest);
      expect(choice.olderThanLastGood).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('however often people deploy and roll back, last-good never returns to a version that somebody left', () => {
  const steps = fc.array(fc.constantFrom('deploy', 'roll back', 'soak'), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(steps, (sequence) => {
      let revisions: KnownRevision[] = [ran('v0', 0, { current: true, healthySeconds: 0 })];
      const left = new Set<string>();
      let clock = begin;
      const runNow = (key: string) => {
        clock += minuteMs;
        revisions = revisions.map((each) => ({
          ...each,
          current: each.key === key,
          rolledBackFrom: left.has(each.key),
          lastRanAt: each.key === key ? new Date(clock) : each.lastRanAt,
        }));
      };
      for (const step of sequence) {
        if (step === 'soak') {
          revisions = revisions.map((each) => (each.current ? { ...each, healthySeconds: 900 } : each));
        } else if (step === 'deploy') {
          const key = `v${revisions.length}`;
          revisions = [...revisions, ran(key, 0, { healthySeconds: 0 })];
          runNow(key);
        } else {
          const choice = chooseTarget(revisions, 'last-good');
          if (!choice.ok) continue;
          expect(left.has(choice.key)).toBe(false);
          left.add(revisions.find(({ current }) => current)?.key ?? '');
          runNow(choice.key);
        }
      }
    }),
    { numRuns: 500 },
  );
});
