import { expect, it } from 'vitest';
import { changedSearch } from './url-search';

it('a changed filter keeps the others, starts at the first page and repeats lists', () => {
  expect(changedSearch('team=shop&cursor=abc&range=30d', { range: '7d' })).toBe('?team=shop&range=7d');
  expect(changedSearch('service=a&service=b', { service: ['c', 'd'] })).toBe('?service=c&service=d');
  expect(changedSearch('range=7d', { range: null })).toBe('');
  expect(changedSearch('range=7d&tz=UTC', { from: '2026-03-01', to: '2026-04-01', range: null })).toBe(
    '?tz=UTC&from=2026-03-01&to=2026-04-01',
  );
  expect(changedSearch('', { q: 'a&b=c' })).toBe('?q=a%26b%3Dc');
});
