'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import {
  Activity,
  ArrowDown,
  Bell,
  Clock,
  FileText,
  Gavel,
  Lightbulb,
  Link2,
  Lock,
  type LucideIcon,
  Megaphone,
  MessageSquare,
  Pin,
  Rocket,
  RotateCcw,
  Siren,
  SquareCheck,
  UserCheck,
} from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Timestamp } from '@/components/ui/timestamp';
import { sinceDetection } from '@/lib/incidents/model/elapsed';
import { fits, type RowFilter, rowFilters, type ShownRow, showRows } from '@/lib/incidents/model/rows-shown';
import type { TimelineRow } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import classes from './room-timeline.module.css';
import { rowWord } from './row-words';
import type { Unsent } from './use-outbox';

const icons: [RegExp, LucideIcon][] = [
  [/^declared/, Siren],
  [/^role_|^acknowledged/, UserCheck],
  [/^decision/, Gavel],
  [/^hypothesis/, Lightbulb],
  [/^deploy_/, Rocket],
  [/^rollback_/, RotateCcw],
  [/^update_/, Megaphone],
  [/^status_|^severity_/, Activity],
  [/^target_|^milestone_/, Clock],
  [/^task_/, SquareCheck],
  [/^alert/, Bell],
  [/^postmortem_/, FileText],
  [/^(un)?linked|^merged/, Link2],
  [/^(visibility|access)_/, Lock],
];
const iconOf = (kind: string) => icons.find(([pattern]) => pattern.test(kind))?.[1] ?? MessageSquare;

const filterWords: Record<RowFilter, string> = {
  key: 'Key',
  decisions: 'Decisions',
  deploys: 'Deploys',
  comms: 'Comms',
  alerts: 'Alerts',
  all: 'All',
};

const lateMs = 120_000;
const nearEndPx = 80;

/** What the keys do with the timeline. */
export type TimelineHandle = {
  /** Goes to the next row, or the one before; from nowhere to the newest. */
  move: (by: 1 | -1) => void;
  /** The row that was gone to. */
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
  onAmend: ((row: ShownRow) => void) | null;
  onPin: ((row: ShownRow) => void) | null;
};

/** The log as it happened, newest last; it opens at the newest and never scrolls under the reader's eyes. */
export function RoomTimeline(props: RoomTimelineProps) {
  const { ref, rows, unsent, detectedAt, filter, onFilter, onEarlier, onDrop, onAmend, onPin } = props;
  const all = useMemo(() => showRows(rows), [rows]);
  const shown = useMemo(() => all.filter((row) => fits(row, filter)), [all, filter]);
  const frame = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [seen, setSeen] = useState(shown.length);
  const first = rows[0]?.seq ?? 1;
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 48,
    overscan: 12,
    getItemKey: (index) => shown[index]?.row.seq ?? index,
    initialRect: { width: 600, height: 600 },
    initialOffset: Math.max(0, shown.length * 48 - 600),
  });

  const toEnd = () => {
    if (shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: 'end' });
    setSeen(shown.length);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new moves the view only when it shows the end already
  useEffect(() => {
    if (atEnd.current) toEnd();
  }, [shown.length, filter]);

  const [at, setAt] = useState<number | null>(null);
  useImperativeHandle(ref, () => ({
    current: () => shown.find(({ row }) => row.seq === at) ?? null,
    move: (by) => {
      const from = shown.findIndex(({ row }) => row.seq === at);
      const to = from < 0 ? shown.length - 1 : Math.min(shown.length - 1, Math.max(0, from + by));
      const seq = shown[to]?.row.seq;
      if (seq === undefined) return;
      setAt(seq);
      virtual.scrollToIndex(to, { align: 'auto' });
      // A row that was out of sight is there with the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-seq='${seq}']`)?.focus()),
      );
    },
  }));

  const unseen = Math.max(0, shown.length - seen);
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
      <section
        ref={frame}
        className={classes.frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Rows of the timeline"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPx;
          if (atEnd.current) setSeen(shown.length);
        }}
      >
        {first > 1 && (
          <div className={classes.earlier}>
            <Button kind="quiet" onClick={() => void onEarlier()}>
              Show the {first - 1} earlier rows
            </Button>
          </div>
        )}
        {shown.length === 0 && (
          <p className={classes.none}>
            No row of this kind yet. What people write below, and what happens, stands here.
          </p>
        )}
        <ol className={classes.rows} style={{ '--height': `${virtual.getTotalSize()}px` } as React.CSSProperties}>
          {virtual.getVirtualItems().map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            const before = shown[item.index - 1];
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={shown.length}
                aria-posinset={item.index + 1}
                className={classes.item}
                style={{ '--top': `${item.start}px` } as React.CSSProperties}
              >
                {row.occurredAt.slice(0, 10) !== before?.occurredAt.slice(0, 10) && (
                  <div className={classes.day}>
                    <Timestamp at={row.occurredAt} zone={incidentZone} style="date" plain /> UTC
                  </div>
                )}
                <Row shown={row} isAt={row.row.seq === at} detectedAt={detectedAt} onAmend={onAmend} onPin={onPin} />
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

type RowProps = {
  shown: ShownRow;
  isAt: boolean;
  detectedAt: string;
  onAmend: ((row: ShownRow) => void) | null;
  onPin: ((row: ShownRow) => void) | null;
};

function Row({ shown, isAt, detectedAt, onAmend, onPin }: RowProps) {
  const { row, text, occurredAt, edits, isHidden, isPinned, isRedacted } = shown;
  const Icon = iconOf(row.kind);
  // Machines tell of what has been; only people write things down late.
  const isLate =
    row.actor.type !== 'system' && new Date(row.recorded_at).getTime() - new Date(occurredAt).getTime() > lateMs;
  const isWritten = row.kind === 'note' || row.kind === 'decision' || row.kind === 'hypothesis';
  return (
    <div
      className={classes.row}
      data-kind={row.kind}
      data-hidden={isHidden || undefined}
      data-pinned={isPinned || undefined}
      data-seq={row.seq}
      data-at={isAt || undefined}
      tabIndex={-1}
    >
      <span className={classes.time}>
        <Timestamp at={occurredAt} zone={incidentZone} style="time" />
      </span>
      <span className={classes.since}>{sinceDetection(occurredAt, detectedAt)}</span>
      <span className={classes.icon}>
        <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className={classes.words}>
        <span className={classes.kind}>{rowWord(row.kind)}</span> <span className={classes.who}>{row.actor.name}</span>
        {isPinned && <Pin size={13} strokeWidth={1.75} aria-label="pinned" />}
        <p className={classes.text}>{isRedacted ? 'Redacted: its words were taken away.' : text}</p>
        {(isLate || edits > 0 || isHidden) && (
          <p className={classes.foot}>
            {isLate && (
              <span>
                added <Timestamp at={row.recorded_at} zone={incidentZone} style="short" plain />
              </span>
            )}
            {edits > 0 && (
              <details className={classes.original}>
                <summary>edited ×{edits}</summary>
                <span>Before: {row.text}</span>
              </details>
            )}
            {isHidden && <span>hidden from the key rows</span>}
          </p>
        )}
      </div>
      <span className={classes.acts}>
        {onAmend && isWritten && !isRedacted && (
          <button type="button" className={classes.amend} onClick={() => onAmend(shown)}>
            Amend<span className="visually-hidden"> row {row.seq}</span>
          </button>
        )}
        {onPin && (
          <button type="button" className={classes.amend} onClick={() => onPin(shown)}>
            {isPinned ? 'Unpin' : 'Pin'}
            <span className="visually-hidden"> row {row.seq}</span>
          </button>
        )}
      </span>
    </div>
  );
}
