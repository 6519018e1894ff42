import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import classes from './chart-frame.module.css';
import { TableSwitch } from './table-switch';

export type ChartTable = { columns: string[]; rows: { key: string; href?: string | undefined; cells: string[] }[] };

export type FrameProps = {
  title: string;
  /** Beside the title: what is counted, in which unit and zone. */
  note?: ReactNode;
  /** What the chart shows, in one sentence for those who do not see it. */
  summary: string;
  table: ChartTable;
  legend?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** The card around a chart: heading, unit, legend, and the same numbers as a table. */
export function ChartFrame({ title, note, summary, table, legend, actions, children }: FrameProps) {
  return (
    <TableSwitch
      head={
        <>
          <h2 className={classes.title}>{title}</h2>
          {note && <span className={classes.note}>{note}</span>}
          {legend && <span className={classes.legend}>{legend}</span>}
          {actions}
        </>
      }
      label={title}
      chart={
        <figure className={classes.figure}>
          <figcaption className={classes.spoken}>{summary}</figcaption>
          {children}
        </figure>
      }
      table={<PlainTable caption={title} table={table} />}
    />
  );
}

function PlainTable({ caption, table }: { caption: string; table: ChartTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className={classes.scroll} aria-label={`${caption}, table`} tabIndex={0}>
      <table className={classes.table}>
        <caption className={classes.spoken}>{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, href, cells: [first, ...rest] }) => (
            <tr key={key}>
              <th scope="row">{href ? <Link href={href}>{first}</Link> : first}</th>
              {rest.map((cell, index) => (
                <td key={table.columns[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
