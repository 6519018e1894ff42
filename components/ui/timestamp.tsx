'use client';

import { useSyncExternalStore } from 'react';
import { formatInZone, now, relativeTime, type TimeStyle } from '@/lib/core/time';
import { CopyButton } from './copy-button';
import { Flyout } from './flyout';
import classes from './timestamp.module.css';

type TimestampProps = {
  /** ISO instant. */
  at: string;
  /** Zone of the page; the card shows UTC and the viewer's own beside it. */
  zone: string;
  style?: TimeStyle;
  /** '3 min ago' while younger than a day. */
  relative?: boolean;
  /** Only the text, without the card: inside links and buttons. */
  plain?: boolean;
};

const dayMs = 86_400_000;
const tickMs = 15_000;

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let tick = 0;

/** One timer for all relative times of a page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    tick += 1;
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** An instant: text in the page's zone; a card with UTC, the zone and the ISO form to copy. */
export function Timestamp({ at, zone, style = 'short', relative = false, plain = false }: TimestampProps) {
  useSyncExternalStore(
    subscribe,
    () => tick,
    () => 0,
  );
  const instant = new Date(at);
  const current = now();
  const isRecent = relative && Math.abs(current.getTime() - instant.getTime()) < dayMs;
  const shown = isRecent ? relativeTime(instant, current) : formatInZone(instant, zone, style);
  const text = (
    <time dateTime={at} suppressHydrationWarning>
      {shown}
    </time>
  );
  if (plain) return text;
  return (
    <Flyout triggerClassName={classes.trigger} trigger={text} panelLabel="Exact time" widthPx={300}>
      <dl className={classes.card}>
        <dt>UTC</dt>
        <dd>{formatInZone(instant, 'UTC', 'datetime')}</dd>
        {zone !== 'UTC' && (
          <>
            <dt>{zone}</dt>
            <dd>{formatInZone(instant, zone, 'datetime')}</dd>
          </>
        )}
        <dt>ISO</dt>
        <dd>
          <code className={classes.iso}>{instant.toISOString()}</code>
        </dd>
      </dl>
      <div className={classes.foot}>
        <CopyButton text={instant.toISOString()} label="Copy ISO time" />
      </div>
    </Flyout>
  );
}
