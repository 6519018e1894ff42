import { expect, test } from 'vitest';
import type { ApiKeyActor } from '@/lib/auth/actor';
import { type Act, requireAuthority } from './authority';
import { emptyRoom, type Room } from './room';

const key: ApiKeyActor = { kind: 'apiKey', id: 'k', name: 'reporter', scopes: ['read', 'incidents'], sourceId: 1 };
const commanded: Room = {
  ...emptyRoom,
  seats: [{ seat: 'commander', person: { id: 'ana', name: 'Ana' }, acceptedAt: new Date(0) }],
};
const acts: Act[] = ['resolve', 'mitigate', 'lower_severity', 'cancel', 'close', 'merge', 'hide', 'redact'];

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
  expect(allowed(emptyRoom)).toEqual([...reports, 'merge']);
  expect(allowed(commanded)).toEqual(reports);
});
