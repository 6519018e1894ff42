import { expect, it, test } from 'vitest';
import { isAbout, rollbackHindrance } from './authority';

const ana = { id: 'a', name: 'Ana' };
const responder = { id: 'a', isManager: false, isResponder: true };
const asked = { key: 'INC-42', commander: ana, isAbout: true };

test.each([
  ['a release manager without an incident', { ...responder, isManager: true }, null, null],
  ['a responder without an incident', responder, null, /release manager.*commander of an incident/],
  ['its commander', responder, asked, null],
  ['the commander of another service’s incident', responder, { ...asked, isAbout: false }, /INC-42 is not about pay/],
  ['somebody else', { ...responder, id: 'b' }, asked, /Ana commands INC-42 and may/],
  ['a responder while nobody commands', responder, { ...asked, commander: null }, /Take command, or ask/],
  [
    'a viewer while nobody commands',
    { ...responder, isResponder: false },
    { ...asked, commander: null },
    /Have somebody/,
  ],
])('%s', (_who, who, incident, words) => {
  const found = rollbackHindrance(who, incident, 'pay');
  if (words === null) expect(found).toBeNull();
  else expect(found).toMatch(words);
});

it('is about a service that it names, or whose deployment is suspected and not dismissed', () => {
  const beside = (verdict: string | null) => ({ services: ['cart'], deployments: [{ service: 'pay', verdict }] });
  expect(isAbout('cart', beside(null))).toBe(true);
  expect([null, 'dismissed', 'suspect', 'caused'].map((verdict) => isAbout('pay', beside(verdict)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
