import { expect, test } from 'vitest';
import { spansOf } from './spans';

const at = (time: string) => `2026-03-10T${time}:00.000Z`;
const minutes = (spans: ReturnType<typeof spansOf>) =>
  Object.fromEntries(spans.map(({ label, seconds, missing }) => [label, seconds === null ? missing : seconds / 60]));

test('the golden example prints each of its numbers, with the anchors named', () => {
  const spans = spansOf({
    incident: {
      started_at: at('14:23'),
      detected_at: at('14:25'),
      mitigated_at: at('14:40'),
      resolved_at: at('14:55'),
    },
    cause: { startedAt: at('14:15'), finishedAt: at('14:23') },
    fix: { startedAt: at('14:28'), finishedAt: at('14:35') },
  });
  expect(minutes(spans)).toEqual({
    'Time to restore': 30,
    'Time to mitigate': 15,
    'Time to detect': 2,
    Duration: 32,
    'Detected after the deployment': 2,
    'Duration from the deployment': 32,
    'Fix, from detection': 10,
    'Fix, from its own start': 7,
    'Fix, from the deployment': 12,
  });
  expect(spans[0]).toMatchObject({ label: 'Time to restore', anchors: 'resolved − detected' });
});

test('what is not known says why, and never reads 0', () => {
  const spans = spansOf({
    incident: { started_at: null, detected_at: at('14:25'), mitigated_at: null, resolved_at: null },
    cause: null,
    fix: { startedAt: null, finishedAt: at('14:35') },
  });
  expect(minutes(spans)).toEqual({
    'Time to restore': 'not resolved yet',
    'Time to mitigate': 'not mitigated yet',
    'Time to detect': 'nobody said when users began to feel it',
    Duration: 'nobody said when users began to feel it',
    'Fix, from detection': 10,
    'Fix, from its own start': 'its start was not reported',
  });
});

test('two clocks that disagree give no span; resolving without a word on mitigation mitigates', () => {
  const incident = { started_at: null, detected_at: at('14:25'), mitigated_at: null, resolved_at: at('14:20') };
  const [restore] = spansOf({ incident, cause: null, fix: null });
  expect(restore).toMatchObject({ seconds: null, missing: 'the two times are in the wrong order' });
  const resolved = spansOf({ incident: { ...incident, resolved_at: at('14:30') }, cause: null, fix: null });
  expect(minutes(resolved)).toMatchObject({ 'Time to restore': 5, 'Time to mitigate': 5 });
});

test('of an incident that was re-opened, the first mitigation counts', () => {
  const times = { started_at: null, detected_at: at('14:25'), mitigated_at: null, resolved_at: at('18:00') };
  const milestones = [
    { kind: 'mitigated' as const, at: at('14:35'), method: 'reported' as const },
    { kind: 'mitigated' as const, at: at('18:00'), method: 'derived' as const },
  ];
  const spans = spansOf({ incident: { ...times, milestones }, cause: null, fix: null });
  expect(spans.find(({ label }) => label === 'Time to mitigate')?.seconds).toBe(600);
});
