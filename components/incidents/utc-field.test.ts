import { expect, test } from 'vitest';
import { isoOfUtc, utcOfIso } from './utc-field';

test.each([
  ['2026-03-10T10:05:00.000Z', '2026-03-10T10:05:00', '2026-03-10T10:05:00Z'],
  ['2026-03-10T10:05:07.613Z', '2026-03-10T10:05:07', '2026-03-10T10:05:07Z'],
  [null, '', ''],
])('%s stays itself through a field', (iso, field, back) => {
  expect(utcOfIso(iso)).toBe(field);
  expect(isoOfUtc(field)).toBe(back);
});

test('a browser that leaves out seconds of 0 changes nothing', () => {
  expect(isoOfUtc('2026-03-10T10:05')).toBe(isoOfUtc(utcOfIso('2026-03-10T10:05:00.000Z')));
});
