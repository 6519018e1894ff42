'use client';

import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { clockSpan, sinceDetection } from '@/lib/incidents/model/elapsed';
import type { PlanIncident } from '@/lib/rollbacks/load/plan';
import { useServerClock } from '../incidents/room/use-room';
import classes from './plan.module.css';

/** The incident that a plan is for, with its clock and until when the rollback shall be started. */
export function PlanAbout({ incident, readAt }: { incident: PlanIncident; readAt: string }) {
  const now = useServerClock(readAt);
  const { key, severity, detectedAt, startBy } = incident;
  const left = startBy === null ? null : new Date(startBy).getTime() - now.getTime();
  return (
    <span className={classes.about}>
      <SeverityBadge severity={severity} />
      <Link href={`/incidents/${key}`}>{key}</Link>
      <span className="mono" role="timer" aria-live="off" suppressHydrationWarning>
        {sinceDetection(now.toISOString(), detectedAt)}
      </span>
      {left !== null && (
        <span className={left < 0 ? classes.late : undefined} suppressHydrationWarning>
          {left < 0 ? `start was due ${clockSpan(left)} ago` : `start within ${clockSpan(left)}`}
        </span>
      )}
    </span>
  );
}
