import { expect, test } from 'vitest';
import { compose } from './composer';

const now = new Date('2026-11-19T00:10:00Z');

test.each([
  ['Pool is exhausted', { kind: 'note', text: 'Pool is exhausted', at: null }],
  ['! Roll back', { kind: 'decision', text: 'Roll back', at: null }],
  ['?connection leak', { kind: 'hypothesis', text: 'connection leak', at: null }],
  // The last 23:50 that has passed was yesterday.
  ['23:50 Errors began', { kind: 'note', text: 'Errors began', at: new Date('2026-11-18T23:50:00Z') }],
  ['0:05 ! Freeze', { kind: 'decision', text: 'Freeze', at: new Date('2026-11-19T00:05:00Z') }],
  ['00:10:00 now', { kind: 'note', text: 'now', at: now }],
  ['2024-02-29 14:23 Leap day', { kind: 'note', text: 'Leap day', at: new Date('2024-02-29T14:23:00Z') }],
  ['2026-13-40 10:00 no day', { kind: 'note', text: '2026-13-40 10:00 no day', at: null }],
  ['-5m restarted', { kind: 'note', text: 'restarted', at: new Date('2026-11-19T00:05:00Z') }],
  ['-2h ? slow', { kind: 'hypothesis', text: 'slow', at: new Date('2026-11-18T22:10:00Z') }],
  ['-5 of 10 pods', { kind: 'note', text: '-5 of 10 pods', at: null }],
  ['24:00 is no time', { kind: 'note', text: '24:00 is no time', at: null }],
] as const)('%s is written down as it is meant', (line, meant) => {
  expect(compose(line, now)).toEqual({ does: 'note', ...meant });
});

test.each([
  ['/sev 1', { does: 'severity', to: 'SEV1' }],
  ['/sev SEV3', { does: 'severity', to: 'SEV3' }],
  ['/ack', { does: 'acknowledge', at: null }],
  ['23:50 /ack', { does: 'acknowledge', at: new Date('2026-11-18T23:50:00Z') }],
  ['/role', { does: 'open', what: 'role' }],
  ['/role scribe @Ben Responder', { does: 'seat', seat: 'scribe', user: 'Ben Responder', at: null }],
  ['-5m /role commander', { does: 'seat', seat: 'commander', user: null, at: new Date('2026-11-19T00:05:00Z') }],
  ['/status', { does: 'open', what: 'status' }],
  ['todo: check the pool', { does: 'task', text: 'check the pool' }],
  ['/todo check', { does: 'task', text: 'check' }],
] as const)('%s is a command', (line, meant) => {
  expect(compose(line, now)).toEqual(meant);
});

test.each(['', '   ', '!', '14:20 ?', '/sev 4', '/nonsense', '/todo', '/role king', '23:50 /sev 1'])(
  '%j does nothing and says why',
  (line) => {
    expect(compose(line, now)).toMatchObject({ does: 'nothing', why: expect.stringMatching(/\w/) });
  },
);

test.each([
  ['/link inc-7', { does: 'link', to: 'INC-7', as: 'related' }],
  ['/link INC-7 duplicate', { does: 'link', to: 'INC-7', as: 'duplicate' }],
  ['/link', { does: 'open', what: 'link' }],
  ['/merge', { does: 'open', what: 'merge' }],
  ['/rollback', { does: 'open', what: 'rollback' }],
])('%s', (line, meaning) => {
  expect(compose(line, now)).toEqual(meaning);
});

test('a link to what is no key says how to write it', () => {
  expect(compose('/link checkout', now)).toMatchObject({ does: 'nothing' });
});
