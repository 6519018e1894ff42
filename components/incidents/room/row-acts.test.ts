import { expect, test } from 'vitest';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { amendWhy, rowActs } from './row-acts';

const at = '2026-11-19T14:25:00.000Z';
const shown = (kind: string, more: Partial<ShownRow> = {}): ShownRow => ({
  row: {
    seq: 2,
    kind,
    text: 'x',
    audience: 'internal',
    occurred_at: at,
    recorded_at: at,
    actor: { type: 'user', id: 'ana', name: 'ana' },
    details: {},
  },
  text: 'x',
  occurredAt: at,
  edits: 0,
  isHidden: false,
  isMoot: false,
  isPinned: false,
  isRedacted: false,
  ...more,
});
const room = (status: IncidentDetail['status'], commander: string | null, scribe: string | null = null) => {
  const seat = (which: 'commander' | 'scribe', id: string | null) => ({
    seat: which,
    holder: id === null ? null : { id, name: id },
    accepted_at: null,
    seen_at: null,
    offer: null,
  });
  return { status, roles: [seat('commander', commander), seat('scribe', scribe)] };
};
const who = (id: string, isAdmin = false) => ({ id, isManager: isAdmin, isAdmin });

test.each([
  ['ana', 'note', 'investigating', null, null, ['amend', 'pin', 'hide']],
  ['ben', 'note', 'investigating', null, null, ['pin', 'hide']],
  ['ben', 'note', 'investigating', 'ben', null, ['amend', 'pin', 'hide']],
  ['ben', 'note', 'investigating', 'cleo', 'ben', ['amend', 'pin']],
  ['ana', 'note', 'investigating', 'cleo', null, ['amend', 'pin']],
  ['ana', 'status_changed', 'investigating', null, null, ['pin', 'hide']],
  // Closed takes amendments; what is over for good takes nothing.
  ['ana', 'note', 'closed', 'cleo', null, ['amend', 'pin']],
  ['ana', 'note', 'merged', null, null, []],
] as const)(
  '%s may do with a %s row of one that is %s, commander %s, scribe %s: %o',
  (id, kind, status, commander, scribe, acts) => {
    expect(rowActs(shown(kind), room(status, commander, scribe), who(id))).toEqual(acts);
  },
);

test('an administrator redacts what holds somebody’s words, once, also when it is over for good', () => {
  const acts = (row: ShownRow, status: IncidentDetail['status'] = 'merged') =>
    rowActs(row, room(status, 'cleo'), who('eve', true));
  expect(acts(shown('note'))).toEqual(['redact']);
  expect(acts(shown('target_missed'))).toEqual([]);
  expect(acts(shown('note', { isRedacted: true, text: null }))).toEqual([]);
});

test('what is hidden is shown again, what is pinned unpinned; whoever may not amend is told who may', () => {
  expect(rowActs(shown('note', { isHidden: true, isPinned: true }), room('investigating', null), who('ben'))).toEqual([
    'unpin',
    'show',
  ]);
  expect(amendWhy(shown('note'), room('investigating', 'cleo'), who('ben'))).toContain('Whoever wrote it may');
  expect(amendWhy(shown('declared'), room('investigating', null), who('ana'))).toContain('Only notes');
  expect(amendWhy(shown('note'), room('investigating', 'cleo'), who('ana'))).toBeNull();
});
