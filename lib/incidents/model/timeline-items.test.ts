import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TimelineRow } from '../schema';
import { type RowFilter, rowFilters, type ShownRow } from './rows-shown';
import { countNews, foldWords, timelineItems } from './timeline-items';

const shown = (seq: number, kind: string, isHidden = false): ShownRow => {
  const at = '2026-11-19T14:25:00.000Z';
  const row: TimelineRow = {
    seq,
    kind,
    text: `row ${seq}`,
    audience: 'internal',
    occurred_at: at,
    recorded_at: at,
    actor: { type: 'user', id: null, name: 'ana' },
    details: {},
  };
  return { row, text: row.text, occurredAt: at, edits: 0, isHidden, isMoot: false, isPinned: false, isRedacted: false };
};
/** n note, t task, h hidden note, d decision. */
const rowsOf = (pattern: string) =>
  [...pattern].map((letter, index) =>
    shown(index + 1, letter === 't' ? 'task_added' : letter === 'd' ? 'decision' : 'note', letter === 'h'),
  );
const lines = (pattern: string, filter: RowFilter, opened: number[] = []) =>
  timelineItems(rowsOf(pattern), filter, new Set(opened)).map((item) =>
    item.kind === 'row' ? item.shown.row.seq : foldWords(item),
  );

test('among the key rows, routine rows between them are one line; hidden ones are a line of their own', () => {
  expect(lines('nttdtn', 'key')).toEqual([1, '2 routine events', 4, '1 routine event', 6]);
  expect(lines('nhhtth', 'key')).toEqual([1, '2 hidden rows', '2 routine events', '1 hidden row']);
  expect(lines('', 'key')).toEqual([]);
});

test('among all rows only hidden ones are folded; a filter shows what it names and nothing else', () => {
  expect(lines('nttdh', 'all')).toEqual([1, 2, 3, 4, '1 hidden row']);
  expect(lines('nttdh', 'decisions')).toEqual([4]);
});

test('a fold opens in place and stays open as it grows, on either side', () => {
  expect(lines('nttd', 'key', [3])).toEqual([1, '2 routine events', 2, 3, 4]);
  expect(lines('nttt', 'key', [3])).toEqual([1, '3 routine events', 2, 3, 4]);
  expect(lines('nhn', 'all', [2])).toEqual([1, '1 hidden row', 2, 3]);
});

test('every row is there exactly once when all folds are open, in the same order, each item under a key of its own', () => {
  const letters = fc.array(fc.constantFrom('n', 't', 'h', 'd'), { maxLength: 40 }).map((all) => all.join(''));
  fc.assert(
    fc.property(
      letters,
      fc.constantFrom(...rowFilters.filter((each) => each === 'key' || each === 'all')),
      (pattern, filter) => {
        const rows = rowsOf(pattern);
        const all = new Set(rows.map(({ row }) => row.seq));
        const items = timelineItems(rows, filter, all);
        expect(items.flatMap((item) => (item.kind === 'row' ? [item.shown.row.seq] : []))).toEqual([...all]);
        expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
        // Closed, the folds hold exactly what is not shown.
        const closed = timelineItems(rows, filter, new Set());
        expect(
          closed.flatMap((item) => (item.kind === 'row' ? [item.shown.row.seq] : item.rows.map(({ row }) => row.seq))),
        ).toEqual([...all]);
      },
    ),
  );
});

test('what is new are rows of the filter after the last one that was seen, wherever they stand', () => {
  expect(countNews(rowsOf('nttd'), 'key', 1)).toBe(1);
  expect(countNews(rowsOf('nttd'), 'all', 1)).toBe(3);
  expect(countNews(rowsOf('nth'), 'key', 0)).toBe(1);
  expect(countNews(rowsOf('nttd'), 'key', 4)).toBe(0);
});
