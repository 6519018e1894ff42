import { expect, it } from 'vitest';
import { likePattern } from './like-pattern';

it.each([
  ['check', '%check%'],
  ['Team A', '%team a%'],
  ['100%', '%100\\%%'],
  ['a_b\\c', '%a\\_b\\\\c%'],
  ['', '%%'],
])('looks for %j with %j', (part, pattern) => {
  expect(likePattern(part)).toBe(pattern);
});
