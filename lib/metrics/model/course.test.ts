import { expect, it } from 'vitest';
import { fourMetricsOf } from './answer';
import { courseOf } from './course';
import { readWindow } from './window';

const window = readWindow({ from: '2026-03-01', to: '2026-03-31', tz: 'UTC' }, new Date('2026-04-01T00:00:00Z'));

function metrics({
  succeeded = 0,
  failed = 0,
  leadMs = null,
}: {
  succeeded?: number;
  failed?: number;
  leadMs?: number | null;
}) {
  const spans = { n: 0, totalMs: 0, medianMs: null, p90Ms: null, negative: 0 };
  const facts = {
    counts: { succeeded, failed, rolledBack: 0, caused: 0, reworked: 0 },
    lead: { ...spans, n: leadMs === null ? 0 : 1, medianMs: leadMs, baseline: 0, bots: 0 },
    restore: spans,
  };
  return fourMetricsOf(facts, window, true, { definition: 'handbook', benchmark: 'handbook' });
}
const names = (moved: { name: string }[]) => moved.map(({ name }) => name);

it('tells better from worse by the direction of each metric, and names what cannot be compared', () => {
  const course = courseOf(
    metrics({ succeeded: 30, failed: 1, leadMs: 3_600_000 }),
    metrics({ succeeded: 15, failed: 5, leadMs: 1_800_000 }),
    'handbook',
  );
  expect(course.verdict).toBe('better');
  expect(names(course.better)).toEqual(['deployment frequency', 'change failure rate']);
  expect(names(course.worse)).toEqual(['lead time']);
  expect(course.unknown).toEqual(['time to restore']);
});

it('is mixed when as many got better as worse, the same when nothing moved', () => {
  const before = metrics({ succeeded: 15, leadMs: 1_800_000 });
  expect(courseOf(metrics({ succeeded: 30, leadMs: 3_600_000 }), before, 'handbook').verdict).toBe('mixed');
  expect(courseOf(before, before, 'handbook').verdict).toBe('same');
});

it('claims nothing where no metric has a value in both windows', () => {
  const nothing = fourMetricsOf(
    {
      counts: { succeeded: 0, failed: 0, rolledBack: 0, caused: 0, reworked: 0 },
      lead: { n: 0, totalMs: 0, medianMs: null, p90Ms: null, negative: 0, baseline: 0, bots: 0 },
      restore: { n: 0, totalMs: 0, medianMs: null, p90Ms: null, negative: 0 },
    },
    window,
    false,
    { definition: 'handbook', benchmark: 'handbook' },
  );
  const course = courseOf(nothing, nothing, 'handbook');
  expect(course.verdict).toBeNull();
  expect(course.unknown).toHaveLength(4);
});
