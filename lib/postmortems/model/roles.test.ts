import { expect, test } from 'vitest';
import { rolesOf, withRoles } from './roles';

const seats = [
  { name: 'Ben Okoro', seat: 'scribe' },
  { name: 'Ana Silva', seat: 'commander' },
  { name: 'Ana Silva', seat: 'tech_lead' },
];

test.each([
  ['Ana Silva accepted command', 'The commander accepted command'],
  ['Paged by Ben, then Ana rolled back', 'Paged by the scribe, then the commander rolled back'],
  ['Banana and Anatol are nobody here', 'Banana and Anatol are nobody here'],
  ['Eva wrote to Ana.', 'Eva wrote to the commander.'],
])('%s → %s', (text, shown) => expect(withRoles(text, rolesOf(seats))).toBe(shown));

test('a given name that two share stands', () => {
  const roles = rolesOf([...seats, { name: 'Ana Berg', seat: 'communications' }]);
  expect(withRoles('Ana asked Ana Berg', roles)).toBe('Ana asked the communications lead');
});
