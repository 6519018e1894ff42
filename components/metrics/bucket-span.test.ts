import { expect, it } from 'vitest';
import { bucketSpan } from './bucket-span';

it('gives each bar its own span, cut by the window', () => {
  const starts = ['2026-03-02', '2026-03-09', '2026-03-16'];
  const window = { from: '2026-03-04T00:00:00.000Z', to: '2026-03-18T12:00:00.000Z', tz: 'UTC' };
  expect(bucketSpan(starts, 0, window)).toEqual({ range: null, from: '2026-03-04', to: '2026-03-09' });
  expect(bucketSpan(starts, 1, window)).toEqual({ range: null, from: '2026-03-09', to: '2026-03-16' });
  expect(bucketSpan(starts, 2, window)).toEqual({ range: null, from: '2026-03-16', to: '2026-03-18T12:00:00.000Z' });
  expect(
    bucketSpan(['2026-03-29'], 0, {
      from: '2026-03-29T00:00:00.000Z',
      to: '2026-03-29T23:00:00.000Z',
      tz: 'Europe/London',
    }),
  ).toEqual({ range: null, from: '2026-03-29', to: '2026-03-30' });
});
