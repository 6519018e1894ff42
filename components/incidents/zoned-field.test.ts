import { expect, test } from 'vitest';
import { fieldOfIso, isoOfField } from './zoned-field';

test.each([
  ['2026-03-10T10:05:00.000Z', 'UTC', '2026-03-10T10:05:00', '2026-03-10T10:05:00.000Z'],
  ['2026-03-10T10:05:07.613Z', 'UTC', '2026-03-10T10:05:07', '2026-03-10T10:05:07.000Z'],
  ['2026-03-10T10:05:00.000Z', 'Europe/Berlin', '2026-03-10T11:05:00', '2026-03-10T10:05:00.000Z'],
  ['2026-07-10T23:05:00.000Z', 'Asia/Kolkata', '2026-07-11T04:35:00', '2026-07-10T23:05:00.000Z'],
  [null, 'UTC', '', ''],
])('%s in %s stays itself through a field', (iso, zone, field, back) => {
  expect(fieldOfIso(iso, zone)).toBe(field);
  expect(isoOfField(field, zone)).toBe(back);
});

test('a browser that leaves out seconds of 0 changes nothing', () => {
  const field = fieldOfIso('2026-03-10T10:05:00.000Z', 'UTC');
  expect(isoOfField('2026-03-10T10:05', 'UTC')).toBe(isoOfField(field, 'UTC'));
});

test('what is no time is sent on as it is', () => {
  expect(isoOfField('12026-03-10T10:05', 'UTC')).toBe('12026-03-10T10:05');
});
