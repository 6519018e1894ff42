'use client';

import { useSearchParams } from 'next/navigation';
import { formatInZone, isZone } from '@/lib/core/time';
import classes from './live-badge.module.css';
import { type Live, useLive } from './live-provider';

/** How current the page is, in a word and a sign; the time is in the zone of the page. `live`: of a page that has a channel of its own. */
export function LiveBadge({ zone: fallback = 'UTC', live }: { zone?: string; live?: Live }) {
  const shell = useLive();
  const { state, dataAt } = live ?? shell;
  const chosen = useSearchParams().get('tz') ?? fallback;
  const zone = isZone(chosen) ? chosen : fallback;
  const time = dataAt ? formatInZone(new Date(dataAt), zone, 'time') : null;
  return (
    <span className={classes.badge} data-state={state} title={time ? `Data as of ${time} ${zone}` : undefined}>
      <span className={classes.sign} aria-hidden="true" />
      {state === 'live' && (
        <span>
          Live<span className={classes.time}>, {time}</span>
        </span>
      )}
      {state === 'connecting' && 'Connecting'}
      {state === 'reconnecting' && 'Reconnecting'}
      {state === 'offline' && (time ? `Offline, data as of ${time}` : 'Offline')}
    </span>
  );
}
