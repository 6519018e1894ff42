import type { ReactNode } from 'react';
import classes from './skeletons.module.css';
import { TwoColumns } from './two-columns';

/** A grey block in the shape of what is coming. */
function Bone({ heightPx, widthPercent = 100 }: { heightPx: number; widthPercent?: number }) {
  return (
    <div
      className={classes.bone}
      style={{ '--height': `${heightPx}px`, '--width': `${widthPercent}%` } as React.CSSProperties}
    />
  );
}

/** The four cards with a number each. */
function CardsSkeleton() {
  return (
    <div className={classes.cards}>
      {[1, 2, 3, 4].map((index) => (
        <div key={index} className={classes.card}>
          <Bone heightPx={16} widthPercent={50} />
          <Bone heightPx={32} widthPercent={40} />
          <Bone heightPx={16} widthPercent={70} />
        </div>
      ))}
    </div>
  );
}

/** Rows of a table, or the facts of a record. */
function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.card}>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Bone key={index} heightPx={20} widthPercent={96 - ((index * 17) % 30)} />
      ))}
    </div>
  );
}

function Page({ children }: { children: ReactNode }) {
  return (
    <div className={classes.page} role="status" aria-label="Loading">
      <Bone heightPx={44} widthPercent={32} />
      {children}
    </div>
  );
}

// All of them appear after 150 ms, so that a quick page does not flicker.

/** A page of numbers while it loads: header, cards, chart, table. */
export function MetricsSkeleton() {
  return (
    <Page>
      <CardsSkeleton />
      <div className={classes.card}>
        <Bone heightPx={200} />
      </div>
      <TableSkeleton />
    </Page>
  );
}

/** An explanation while it loads: definitions, text, formula, sum, counts. */
export function PanelSkeleton() {
  return (
    <div className={classes.panel} role="status" aria-label="Loading">
      <Bone heightPx={16} widthPercent={60} />
      <Bone heightPx={44} />
      <Bone heightPx={60} />
      <Bone heightPx={32} />
      <Bone heightPx={24} widthPercent={50} />
      <Bone heightPx={140} />
      <Bone heightPx={44} />
    </div>
  );
}

/** A list while it loads: header, filters, one row for each record. */
export function ListSkeleton() {
  return (
    <Page>
      <Bone heightPx={32} widthPercent={56} />
      <TableSkeleton rows={14} />
    </Page>
  );
}

/** One record while it loads: header, what is known of it, beside it what belongs to it. */
export function RecordSkeleton() {
  return (
    <Page>
      <TwoColumns main={<TableSkeleton rows={10} />} side={<TableSkeleton rows={5} />} />
    </Page>
  );
}

/** A war room while it loads: its bar, and the three columns where they will stand. */
export function RoomSkeleton() {
  return (
    <div className={classes.room} role="status" aria-label="Loading">
      <div className={classes.bar}>
        <Bone heightPx={24} widthPercent={48} />
        <Bone heightPx={20} widthPercent={28} />
      </div>
      <div className={classes.columns}>
        {[6, 10, 4].map((rows) => (
          <div key={rows} className={classes.column}>
            {Array.from({ length: rows }, (_, index) => index).map((index) => (
              <Bone key={index} heightPx={20} widthPercent={96 - ((index * 17) % 30)} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
