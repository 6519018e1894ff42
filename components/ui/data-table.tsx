import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import { Link } from './link';

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: 'left' | 'right';
  /** For ids, versions, SHAs. */
  mono?: boolean;
  /** Where a click on the header goes; its column is sorted when `sorted` is set. */
  sortHref?: string;
  sorted?: 'ascending' | 'descending';
  /** The lesser columns are left out of the cards of narrow screens. */
  wideOnly?: boolean;
};

/** `newer` and `older` for lists by time, which can be left both ways. */
export type Paging =
  | { first: string | null; next: string | null; note?: string }
  | { first: string | null; newer: string | null; older: string | null; note?: string };

type DataTableProps<Row> = {
  /** What the table holds; spoken, not shown. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Makes the whole row one link, told by its first cell. */
  rowHref?: (row: Row) => string | null;
  /** Marks a row that must catch the eye, beside what its cells say in words. */
  isSevere?: (row: Row) => boolean;
  /** Puts neighbouring rows of the same key under a heading of their own. */
  groupOf?: (row: Row) => { key: string; head: ReactNode };
  /** Shown in place of rows. */
  empty: ReactNode;
  /** Addresses of other pages; null where there is none. */
  paging?: Paging;
};

/** A table of records; on narrow screens each row is a card. Sorting and paging are links, so both live in the address. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  isSevere,
  groupOf,
  empty,
  paging,
}: DataTableProps<Row>) {
  if (rows.length === 0) return <div>{empty}</div>;
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className="visually-hidden">{caption}</caption>
          <thead className={classes.head}>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} />
              ))}
            </tr>
          </thead>
          {groupsOf(rows, groupOf).map((group) => (
            <tbody key={group.key}>
              {group.head && (
                <tr className={classes.group}>
                  <th scope="rowgroup" colSpan={columns.length} className={classes.groupHead}>
                    {group.head}
                  </th>
                </tr>
              )}
              {group.rows.map((row) => (
                <Row
                  key={rowKey(row)}
                  row={row}
                  columns={columns}
                  href={rowHref?.(row) ?? null}
                  isSevere={isSevere?.(row) ?? false}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {paging && <Pages caption={caption} paging={paging} />}
    </>
  );
}

type Group<Row> = { key: string; head: ReactNode; rows: Row[] };

function groupsOf<Row>(rows: Row[], groupOf: DataTableProps<Row>['groupOf']): Group<Row>[] {
  if (!groupOf) return [{ key: '', head: null, rows }];
  const groups: Group<Row>[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const { key, head } = groupOf(row);
    if (last?.key === key) last.rows.push(row);
    else groups.push({ key, head, rows: [row] });
  }
  return groups;
}

type RowProps<R> = { row: R; columns: Column<R>[]; href: string | null; isSevere: boolean };

function Row<R>({ row, columns, href, isSevere }: RowProps<R>) {
  return (
    <tr className={classes.row} data-linked={href ? true : undefined} data-severe={isSevere || undefined}>
      {columns.map((column, index) => (
        <td
          key={column.key}
          className={classes.cell}
          data-label={column.header}
          data-align={column.align}
          data-mono={column.mono}
          data-wide-only={column.wideOnly}
          data-first={index === 0 || undefined}
        >
          {href && index === 0 ? (
            <Link href={href} className={classes.rowLink}>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

function Pages({ caption, paging }: { caption: string; paging: Paging }) {
  const { first, note } = paging;
  const [newer, older] = 'next' in paging ? [null, paging.next] : [paging.newer, paging.older];
  if (!first && !newer && !older && !note) return null;
  const byTime = !('next' in paging);
  return (
    <nav className={classes.paging} aria-label={`Pages of ${caption}`}>
      <span className={classes.note}>{note}</span>
      {first && <Link href={first}>{byTime ? 'Newest' : 'First page'}</Link>}
      {newer && (
        <Link href={newer} rel="prev">
          Newer
        </Link>
      )}
      {older && (
        <Link href={older} rel="next">
          {byTime ? 'Older' : 'Next page'}
        </Link>
      )}
    </nav>
  );
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const { header, align, sortHref, sorted, wideOnly } = column;
  return (
    <th
      scope="col"
      className={classes.header}
      data-align={align}
      data-wide-only={wideOnly}
      {...(sorted ? { 'aria-sort': sorted } : {})}
    >
      {sortHref ? (
        <Link href={sortHref} className={classes.sort} scroll={false}>
          {header}
          <span aria-hidden="true">{sorted === 'ascending' ? ' ↑' : sorted === 'descending' ? ' ↓' : ''}</span>
        </Link>
      ) : (
        header
      )}
    </th>
  );
}
