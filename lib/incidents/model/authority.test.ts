import { expect, test } from 'vitest';
import type { ApiKeyActor } from '@/lib/auth/actor';
import { type Act, hindrance, requireAuthority, timesAct } from './authority';
import { emptyRoom, type Room } from './room';

const key: ApiKeyActor = { kind: 'apiKey', id: 'k', name: 'reporter', scopes: ['read', 'incidents'], sourceId: 1 };
const commanded: Room = {
  ...emptyRoom,
  seats: [{ seat: 'commander', person: { id: 'ana', name: 'Ana' }, acceptedAt: new Date(0) }],
};
const acts: Act[] = [
  'resolve',
  'mitigate',
  'lower_severity',
  'cancel',
  'close',
  'merge',
  'hide',
  'redact',
  'correct_times',
  'correct_times_later',
];

function allowed(room: Room): Act[] {
  return acts.filter((act) => {
    try {
      requireAuthority(key, act, room);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: act === 'redact' ? 'forbidden' : 'not_commander' });
      return false;
    }
  });
}

test('a key reports what became of an incident, merges only what nobody commands, and takes no words away', () => {
  const reports = ['resolve', 'mitigate', 'lower_severity', 'cancel', 'close'];
  const times = ['correct_times', 'correct_times_later'];
  expect(allowed(emptyRoom)).toEqual([...reports, 'merge', ...times]);
  expect(allowed(commanded)).toEqual([...reports, ...times]);
});

test('times of an active incident are the commander’s and the scribe’s; later the commander’s and a release manager’s', () => {
  const [ana, ben] = [
    { id: 'ana', name: 'Ana' },
    { id: 'ben', name: 'Ben' },
  ];
  const may = (id: string, act: Act, isManager = false, commander: typeof ana | null = ana) =>
    hindrance({ id, isManager, isAdmin: false }, act, commander, ben) === null;
  const who = ['ana', 'ben', 'eva'];
  expect(who.filter((id) => may(id, 'correct_times'))).toEqual(['ana', 'ben']);
  expect(who.filter((id) => may(id, 'correct_times_later'))).toEqual(['ana']);
  expect([may('eva', 'correct_times', true), may('eva', 'correct_times_later', true)]).toEqual([false, true]);
  // Nobody commands.
  expect([may('eva', 'correct_times', false, null), may('eva', 'correct_times_later', false, null)]).toEqual([
    true,
    false,
  ]);
});

test('a step brings the times that it implies, any other time is a correction', () => {
  const set = [{ kind: 'milestone_set', occurredAt: new Date(0), text: '', payload: {} }];
  expect(timesAct('investigating', 'mitigated', set)).toBeNull();
  expect(timesAct('investigating', 'identified', set)).toBe('correct_times');
  expect(timesAct('resolved', 'investigating', set)).toBe('correct_times_later');
  expect(timesAct('resolved', 'resolved', [])).toBeNull();
});
