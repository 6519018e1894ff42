import { expect, it } from 'vitest';
import { metricIds } from '../schema';
import { fourMeasures, measures } from './measures';

it('has every metric under its own id, and an address that follows from it', () => {
  expect(Object.keys(measures).sort()).toEqual([...metricIds].sort());
  for (const [key, { id, slug }] of Object.entries(measures)) {
    expect(id).toBe(key);
    expect(slug).toBe(id.replaceAll('_', '-'));
  }
});

it('puts speed before stability: frequency, lead time, failure rate, time to restore', () => {
  expect(fourMeasures.map(({ columnLabel }) => columnLabel)).toEqual([
    'Frequency',
    'Lead time',
    'Failure rate',
    'Time to restore',
  ]);
});
