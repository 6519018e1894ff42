import { describe, expect, it } from 'vitest';
import type { Actor, ApiKeyActor, UserActor } from '@/lib/auth/actor';
import type { Role, Scope } from '@/lib/auth/policy';
import { accessRow, canSee, maySetAccess, visibilityRows } from './access';
import { applyEntry, emptyRoom, type Room } from './room';

const user = (id: string, role: Role = 'responder'): UserActor => ({
  kind: 'user',
  id,
  role,
  email: '',
  name: id,
  sessionHash: Buffer.alloc(0),
});
const key = (sourceId: number, scopes: Scope[] = ['read', 'incidents']): ApiKeyActor => ({
  kind: 'apiKey',
  id: 'k',
  name: '',
  scopes,
  sourceId,
});
const now = new Date('2026-03-01T10:00:00Z');
const at = { occurrence: 1, severity: 'SEV1' } as const;

describe('canSee', () => {
  const seen = { sourceId: 7, people: ['ana', 'ben'] };
  const cases: [string, Actor, boolean, boolean][] = [
    ['a stranger', { kind: 'anonymous' }, false, false],
    ['somebody else', user('cleo'), true, false],
    ['a release manager who is nobody here', user('cleo', 'release_manager'), true, false],
    ['one of its people', user('ben', 'viewer'), true, true],
    ['an administrator', user('cleo', 'admin'), true, true],
    ['the key that reported it', key(7), true, true],
    ['another key', key(8), true, false],
    ['a key of an administrator', key(8, ['admin']), true, true],
    ['the source that reported it', { kind: 'source', id: 's', name: '', sourceId: 7 }, true, true],
    ['another source', { kind: 'source', id: 's', name: '', sourceId: 8 }, true, false],
    ['the program itself', { kind: 'system', name: 'keeper' }, true, true],
  ];
  it.each(cases)('%s', (_name, actor, whenOpen, whenPrivate) => {
    expect(canSee(actor, { ...seen, visibility: 'open' })).toBe(whenOpen);
    expect(canSee(actor, { ...seen, visibility: 'private' })).toBe(whenPrivate);
  });

  it('a key is no person, and what no source reported belongs to none', () => {
    expect(canSee(key(8), { visibility: 'private', sourceId: null, people: ['k'] })).toBe(false);
  });
});

describe('who decides', () => {
  const room: Room = {
    ...emptyRoom,
    declaredBy: 'ana',
    seats: [
      { seat: 'commander', person: { id: 'ben', name: 'Ben' }, acceptedAt: now },
      { seat: 'scribe', person: { id: 'cleo', name: 'Cleo' }, acceptedAt: now },
    ],
  };
  it.each([
    [user('ana'), true],
    [user('ben'), true],
    [user('cleo'), false],
    [user('dan', 'release_manager'), false],
    [user('dan', 'admin'), true],
    [key(7), true],
    [key(8), false],
  ] as const)('%o', (actor, may) => expect(maySetAccess(actor, room, 7)).toBe(may));
});

it('the log alone says who was let in and whether it is private', () => {
  const ana = { id: 'ana', name: 'Ana' };
  const ben = { id: 'ben', name: 'Ben' };
  const fold = (room: Room, seq: number, entry: ReturnType<typeof accessRow>) =>
    applyEntry(room, { ...entry, seq }, at);
  let room = emptyRoom;
  for (const entry of visibilityRows(room, 'private', now)) room = fold(room, 2, entry);
  expect(room.visibility).toBe('private');
  expect(visibilityRows(room, 'private', now)).toEqual([]);
  expect(visibilityRows(room, undefined, now)).toEqual([]);
  room = fold(room, 3, accessRow(ana, true, now));
  room = fold(room, 4, accessRow(ben, true, now));
  room = fold(room, 5, accessRow(ana, true, now));
  expect(room.access).toEqual([ben, ana]);
  room = fold(room, 6, accessRow(ben, false, now));
  expect(room.access).toEqual([ana]);
});
