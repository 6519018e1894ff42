import { expect, test } from 'vitest';
import type { TimelineRow } from '../schema';
import { fits, showRows } from './rows-shown';

let seq = 0;
const row = (kind: string, occurred: string, more: Partial<TimelineRow> = {}): TimelineRow => {
  seq += 1;
  return {
    seq,
    kind,
    text: `row ${seq}`,
    audience: 'internal',
    occurred_at: `2026-11-19T${occurred}:00.000Z`,
    recorded_at: '2026-11-19T15:00:00.000Z',
    actor: { type: 'user', id: null, name: 'ana' },
    details: {},
    ...more,
  };
};

test('rows stand by when it happened, and an amendment stands in the row that it amends', () => {
  seq = 0;
  const rows = [
    row('declared', '14:25'),
    row('note', '14:40'),
    row('note', '14:30'),
    row('event_amended', '14:50', {
      text: 'better',
      details: { target_seq: 2, occurred_at: '2026-11-19T14:20:00.000Z' },
    }),
    row('event_hidden', '14:51', { details: { target_seq: 3, hidden: true } }),
  ];
  const shown = showRows(rows);
  expect(shown.map((each) => [each.row.seq, each.text, each.edits, each.isHidden])).toEqual([
    [2, 'better', 1, false],
    [1, 'row 1', 0, false],
    [3, 'row 3', 0, true],
  ]);
  expect(shown.filter((each) => fits(each, 'key')).map((each) => each.row.seq)).toEqual([2, 1]);
});

test('a missed target that is met after all is no key row any more; another one stays', () => {
  seq = 0;
  const rows = [
    row('target_missed', '14:30', { details: { position: 0 } }),
    row('target_missed', '14:35', { details: { position: 1 } }),
    row('target_met', '14:50', { details: { position: 0 } }),
  ];
  const key = showRows(rows).filter((each) => fits(each, 'key'));
  expect(key.map((each) => each.row.seq)).toEqual([2]);
});

test('a redacted row has no words, whatever amended it', () => {
  seq = 0;
  const rows = [
    row('note', '14:25', { text: null }),
    row('event_amended', '14:26', { text: 'the secret', details: { target_seq: 1 } }),
  ];
  expect(showRows(rows)).toMatchObject([{ text: null, isRedacted: true }]);
});

test('words that were read before they were redacted are gone with the row that says so', () => {
  seq = 0;
  const rows = [
    row('note', '14:25', { text: 'the secret' }),
    row('event_amended', '14:26', { text: 'the secret again', details: { target_seq: 1 } }),
    row('event_redacted', '14:30', { text: 'Row 1 redacted', details: { target_seq: 1 } }),
    row('event_redacted', '14:30', { text: 'Row 2 redacted', details: { target_seq: 2 } }),
  ];
  const shown = showRows(rows);
  expect(shown).toMatchObject([{ text: null, isRedacted: true }]);
  expect(JSON.stringify(shown)).not.toContain('secret');
});

test('an amendment of the time alone leaves the words as they were amended before', () => {
  seq = 0;
  const rows = [
    row('note', '14:30', { text: 'first' }),
    row('event_amended', '14:50', { text: 'second', details: { target_seq: 1, occurred_at: null } }),
    row('event_amended', '14:51', { text: '', details: { target_seq: 1, occurred_at: '2026-11-19T14:20:00.000Z' } }),
  ];
  expect(showRows(rows)).toMatchObject([{ text: 'second', occurredAt: '2026-11-19T14:20:00.000Z', edits: 2 }]);
});
