'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Timestamp } from '@/components/ui/timestamp';
import { fits, type RowFilter, rowFilters, type ShownRow, showRows } from '@/lib/incidents/model/rows-shown';
import { countNews, type Fold, type TimelineItem, timelineItems } from '@/lib/incidents/model/timeline-items';
import type { TimelineRow } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import { RoomRow } from './room-row';
import classes from './room-timeline.module.css';
import type { RowAct } from './row-acts';
import { RowAnnouncer } from './row-announcer';
import { TimelineFold } from './timeline-fold';
import type { Unsent } from './use-outbox';

const filterWords: Record<RowFilter, string> = {
  key: 'Key',
  decisions: 'Decisions',
  deploys: 'Deploys',
  comms: 'Comms',
  alerts: 'Alerts',
  all: 'All',
};

const nearEndPx = 80;

/** What the keys do with the timeline. */
export type TimelineHandle = {
  /** Goes to the next line, or the one before; from nowhere to the newest. */
  move: (by: 1 | -1) => void;
  /** The row that was gone to; null on a fold. */
  current: () => ShownRow | null;
};

type RoomTimelineProps = {
  ref: Ref<TimelineHandle>;
  rows: TimelineRow[];
  unsent: Unsent[];
  detectedAt: string;
  filter: RowFilter;
  onFilter: (filter: RowFilter) => void;
  onEarlier: () => Promise<void>;
  onDrop: (id: string) => void;
  actsOf: (row: ShownRow) => RowAct[];
  onAct: (act: RowAct, row: ShownRow) => void;
};

const firstOf = (item: TimelineItem | undefined) => (item?.kind === 'fold' ? item.rows[0] : item?.shown);

/** The log as it happened, newest last; it opens at the newest and never scrolls under the reader's eyes. */
export function RoomTimeline(props: RoomTimelineProps) {
  const { ref, rows, unsent, detectedAt, filter, onFilter, onEarlier, onDrop, actsOf, onAct } = props;
  const all = useMemo(() => showRows(rows), [rows]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const items = useMemo(() => timelineItems(all, filter, opened), [all, filter, opened]);
  const frame = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const newest = rows.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState(newest);
  const first = rows[0]?.seq ?? 1;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 48,
    overscan: 12,
    getItemKey: (index) => items[index]?.key ?? index,
    initialRect: { width: 600, height: 600 },
    initialOffset: Math.max(0, items.length * 48 - 600),
  });

  const lookAtEnd = () => {
    if (!frame.current) return;
    const { scrollTop, scrollHeight, clientHeight } = frame.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPx;
    if (atEnd.current) setSeen(newest);
  };
  const toEnd = () => {
    if (items.length > 0) virtual.scrollToIndex(items.length - 1, { align: 'end' });
    setSeen(newest);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new moves the view only when it shows the end already; a fold that opens does not
  useEffect(() => {
    if (atEnd.current) toEnd();
  }, [newest, filter]);

  const toggle = ({ rows: folded, isOpen }: Fold) => {
    const next = new Set(opened);
    for (const { row } of folded) next.delete(row.seq);
    const start = folded[0]?.row.seq;
    if (!isOpen && start !== undefined) next.add(start);
    setOpened(next);
    // Opened in place, it may push the end out of view; what comes then waits below.
    requestAnimationFrame(() => requestAnimationFrame(lookAtEnd));
  };

  const [at, setAt] = useState<string | null>(null);
  useImperativeHandle(ref, () => ({
    current: () => {
      const item = items.find(({ key }) => key === at);
      return item?.kind === 'row' ? item.shown : null;
    },
    move: (by) => {
      const from = items.findIndex(({ key }) => key === at);
      const to = from < 0 ? items.length - 1 : Math.min(items.length - 1, Math.max(0, from + by));
      const key = items[to]?.key;
      if (key === undefined) return;
      setAt(key);
      virtual.scrollToIndex(to, { align: 'auto' });
      // A line that was out of sight is there with the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-item='${key}']`)?.focus()),
      );
    },
  }));

  const unseen = countNews(all, filter, seen);
  return (
    <section className={classes.timeline} aria-labelledby="room-timeline">
      <div className={classes.head}>
        <h2 id="room-timeline" className={classes.title}>
          Timeline
        </h2>
        <fieldset className={classes.filters} aria-label="Which rows">
          {rowFilters.map((each) => (
            <button key={each} type="button" aria-pressed={each === filter} onClick={() => onFilter(each)}>
              {filterWords[each]} <span>{all.filter((row) => fits(row, each)).length}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <RowAnnouncer rows={all} />
      <section
        ref={frame}
        className={classes.frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Rows of the timeline"
        onScroll={lookAtEnd}
      >
        {first > 1 && (
          <div className={classes.earlier}>
            <Button kind="quiet" onClick={() => void onEarlier()}>
              Show the {first - 1} earlier rows
            </Button>
          </div>
        )}
        {items.length === 0 && (
          <p className={classes.none}>
            No row of this kind yet. What people write below, and what happens, stands here.
          </p>
        )}
        <ol className={classes.rows} style={{ '--height': `${virtual.getTotalSize()}px` } as React.CSSProperties}>
          {virtual.getVirtualItems().map((place) => {
            const item = items[place.index];
            const row = firstOf(item);
            if (!item || !row) return null;
            const before = firstOf(items[place.index - 1]);
            return (
              <li
                key={place.key}
                ref={virtual.measureElement}
                data-index={place.index}
                aria-setsize={items.length}
                aria-posinset={place.index + 1}
                className={classes.item}
                style={{ '--top': `${place.start}px` } as React.CSSProperties}
              >
                {row.occurredAt.slice(0, 10) !== before?.occurredAt.slice(0, 10) && (
                  <div className={classes.day}>
                    <Timestamp at={row.occurredAt} zone={incidentZone} style="date" plain /> UTC
                  </div>
                )}
                {item.kind === 'fold' ? (
                  <TimelineFold fold={item} isAt={item.key === at} onToggle={() => toggle(item)} />
                ) : (
                  <RoomRow
                    shown={row}
                    isAt={item.key === at}
                    detectedAt={detectedAt}
                    acts={actsOf(row)}
                    onAct={onAct}
                  />
                )}
              </li>
            );
          })}
        </ol>
        {unsent.length > 0 && (
          <ol className={classes.unsent} aria-label="Not sent yet">
            {unsent.map((note) => (
              <li key={note.idem_key}>
                <span>{note.text}</span>
                <span className={classes.sending} data-refused={note.refused ? '' : undefined}>
                  {note.refused ?? 'sending…'}
                </span>
                {note.refused && <Button onClick={() => onDrop(note.idem_key)}>Discard note</Button>}
              </li>
            ))}
          </ol>
        )}
      </section>
      {unseen > 0 && (
        <button type="button" className={classes.newer} onClick={toEnd}>
          {unseen} new <ArrowDown size={14} strokeWidth={2} aria-hidden="true" />
        </button>
      )}
    </section>
  );
}
