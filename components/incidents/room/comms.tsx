'use client';

import { Megaphone } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { formatInZone } from '@/lib/core/time';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import type { IncidentDetail, TimelineRow } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import classes from './comms.module.css';

type CommsProps = {
  incident: IncidentDetail;
  last: TimelineRow | null;
  now: Date;
  onWrite: (() => void) | null;
};

/** What stakeholders were told last, and when they hear the next. */
export function Comms({ incident, last, now, onWrite }: CommsProps) {
  const due = incident.next_update_due_at ? new Date(incident.next_update_due_at).getTime() : null;
  const left = due === null ? null : due - now.getTime();
  return (
    <section className={classes.strip} aria-label="Communications">
      <Megaphone size={16} strokeWidth={1.75} aria-hidden="true" />
      <p className={classes.said}>
        {last ? (
          <>
            <strong>Last update</strong>{' '}
            <span className={classes.muted}>
              {last.audience}, {last.actor.name}, {formatInZone(new Date(last.occurred_at), incidentZone, 'clock')} UTC
            </span>{' '}
            {last.text ?? 'redacted'}
          </>
        ) : (
          <span className={classes.muted}>Stakeholders have not been told anything yet.</span>
        )}
      </p>
      {left !== null && !incident.resolved_at && (
        <span className={classes.due} data-late={left < 0 || undefined} suppressHydrationWarning>
          Next update {left < 0 ? `overdue by ${clockSpan(left)}` : `due in ${clockSpan(left)}`}
        </span>
      )}
      {onWrite && (
        <Button onClick={onWrite}>
          Write update <Kbd keys="u" />
        </Button>
      )}
    </section>
  );
}

/** How long until the next update is due, for the tab of a small screen. */
export function UpdateDue({ incident, now }: Pick<CommsProps, 'incident' | 'now'>) {
  if (!incident.next_update_due_at || incident.resolved_at) return null;
  const left = new Date(incident.next_update_due_at).getTime() - now.getTime();
  return (
    <span className={classes.tabDue} data-late={left < 0 || undefined} suppressHydrationWarning>
      {left < 0 ? ' overdue' : ` ${clockSpan(left)}`}
    </span>
  );
}
