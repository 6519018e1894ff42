import { fits, type RowFilter, type ShownRow } from './rows-shown';

/** Rows side by side that the filter leaves out of sight until somebody opens them: routine, or hidden with a reason. */
export type Fold = { kind: 'fold'; key: string; what: 'routine' | 'hidden'; rows: ShownRow[]; isOpen: boolean };
/** What the timeline has one below the other. */
export type TimelineItem = { kind: 'row'; key: string; shown: ShownRow } | Fold;

const keyOf = ({ row }: ShownRow) => String(row.seq);

/**
 * The rows of a filter in their order. Among the key rows, those between them stand folded into one line each; so do hidden rows, also among all.
 * The other filters show what they name and nothing else. `opened`: numbers of rows whose fold somebody opened; a fold stays open however it
 * grows.
 */
export function timelineItems(rows: ShownRow[], filter: RowFilter, opened: ReadonlySet<number>): TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const shown of rows) {
    const what = foldOf(shown, filter);
    if (what === 'none') continue;
    if (what === null) {
      items.push({ kind: 'row', key: keyOf(shown), shown });
      continue;
    }
    const last = items.at(-1);
    if (last?.kind === 'fold' && last.what === what) last.rows.push(shown);
    else items.push({ kind: 'fold', key: `fold-${keyOf(shown)}`, what, rows: [shown], isOpen: false });
  }
  return items.flatMap((item): TimelineItem[] => {
    if (item.kind === 'row' || !item.rows.some(({ row }) => opened.has(row.seq))) return [item];
    const within = item.rows.map((shown): TimelineItem => ({ kind: 'row', key: keyOf(shown), shown }));
    return [{ ...item, isOpen: true }, ...within];
  });
}

/** In which fold a row stands; null: it is shown. */
function foldOf(shown: ShownRow, filter: RowFilter): Fold['what'] | 'none' | null {
  if (fits(shown, filter) && !(filter === 'all' && shown.isHidden)) return null;
  if (filter !== 'key' && filter !== 'all') return 'none';
  return shown.isHidden ? 'hidden' : 'routine';
}

/** What the line of a fold says. */
export function foldWords({ what, rows }: Pick<Fold, 'what' | 'rows'>): string {
  const count = rows.length;
  if (what === 'hidden') return count === 1 ? '1 hidden row' : `${count} hidden rows`;
  return count === 1 ? '1 routine event' : `${count} routine events`;
}

/** How many rows of a filter came after the one that was last seen: what is folded is not news. */
export function countNews(rows: ShownRow[], filter: RowFilter, seenSeq: number): number {
  return rows.filter((shown) => shown.row.seq > seenSeq && fits(shown, filter)).length;
}
