import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectedAt, foldNew, stepOf, timesOf, worst } from './model';

const at = (text: string) => new Date(`2026-03-02T${text}Z`);
const received = at('10:00:00');

test.each([
  ['a minute ago', ['09:59:00'], '09:59:00'],
  ['the earliest counts', ['09:59:00', '09:30:00'], '09:30:00'],
  ['five minutes ahead still does', ['10:05:00'], '10:05:00'],
  ['more does not', ['10:05:00.001'], '10:00:00'],
])('detected: %s', (_name, starts, wanted) => {
  expect(detectedAt(starts.map(at), received)).toEqual(at(wanted));
});

test('detected: 24 hours before receipt still counts, a millisecond more does not', () => {
  const dayBefore = new Date('2026-03-01T10:00:00Z');
  expect(detectedAt([dayBefore], received)).toEqual(dayBefore);
  expect(detectedAt([new Date(dayBefore.getTime() - 1)], received)).toEqual(received);
});

test('times: what is not said, or lies in the future, is the receipt; an end is never before its start', () => {
  expect(timesOf({ state: 'firing', startsAt: null, endsAt: null }, received)).toEqual({
    startsAt: received,
    endsAt: null,
    isSkewed: false,
  });
  expect(timesOf({ state: 'firing', startsAt: at('10:06:00'), endsAt: null }, received)).toMatchObject({
    startsAt: received,
    isSkewed: true,
  });
  expect(timesOf({ state: 'resolved', startsAt: at('09:00:00'), endsAt: at('08:00:00') }, received)).toMatchObject({
    startsAt: at('09:00:00'),
    endsAt: at('09:00:00'),
  });
});

const firing = { state: 'firing' as const, startsAt: at('09:00:00'), endsAt: null, firedAt: at('09:00:01') };
const over = { state: 'resolved' as const, startsAt: at('09:00:00'), endsAt: at('09:10:00'), firedAt: at('09:00:01') };
const onlyOver = { ...over, firedAt: null };

test.each([
  ['the first', null, 'firing', '09:00:00', null, 'new'],
  ['again while it fires', firing, 'firing', '09:00:00', null, 'repeat'],
  ['its end', firing, 'resolved', '09:00:00', '09:10:00', 'clear'],
  ['its end again', over, 'resolved', '09:00:00', '09:10:00', 'repeat'],
  ['its start, late', onlyOver, 'firing', '09:00:00', null, 'late'],
  ['its start repeated after its end', over, 'firing', '09:00:00', null, 'repeat'],
  ['a start after the end', over, 'firing', '09:10:00.001', null, 'new'],
  ['an end that came first', null, 'resolved', '09:00:00', '09:10:00', 'early'],
  ['the end of an earlier firing', firing, 'resolved', null, '08:00:00', 'stale'],
  ['the end of a later firing, first', over, 'resolved', '09:20:00', '09:30:00', 'early'],
] as const)('%s', (_name, known, state, starts, ends, wanted) => {
  const alert = { state, startsAt: starts ? at(starts) : null, endsAt: ends ? at(ends) : null };
  expect(stepOf(known, alert, timesOf(alert, received))).toBe(wanted);
});

test('an end without a time ends what fires, whatever the clocks say', () => {
  const alert = { state: 'resolved' as const, startsAt: null, endsAt: null };
  const ahead = { ...firing, startsAt: at('10:04:00') };
  expect(stepOf(ahead, alert, timesOf(alert, received))).toBe('clear');
});

test('whatever order the tellings of one firing come in, it is over in the end', () => {
  const told = fc.shuffledSubarray(['firing', 'resolved', 'firing', 'resolved', 'firing'] as const, { minLength: 5 });
  fc.assert(
    fc.property(told, (states) => {
      let known: typeof over | typeof onlyOver | typeof firing | null = null;
      for (const state of states) {
        const alert = { state, startsAt: at('09:00:00'), endsAt: state === 'resolved' ? at('09:10:00') : null };
        const step = stepOf(known, alert, timesOf(alert, received));
        if (step === 'new') known = firing;
        else if (step === 'clear' || step === 'late') known = over;
        else if (step === 'early') known = onlyOver;
      }
      expect(known).toEqual(over);
    }),
  );
});

test.each([
  [0, 1, { own: 1, folded: 0 }],
  [0, 20, { own: 20, folded: 0 }],
  [0, 100, { own: 20, folded: 80 }],
  [19, 3, { own: 1, folded: 2 }],
  [20, 1, { own: 0, folded: 1 }],
  [21, 50, { own: 0, folded: 0 }],
])('%i rows in this minute and %i more', (before, count, wanted) => {
  expect(foldNew(before, count)).toEqual(wanted);
});

test('the worst severity', () => {
  expect(worst(['SEV3', null, 'SEV2'])).toBe('SEV2');
  expect(worst([null])).toBeNull();
});
