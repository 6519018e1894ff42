import { RunningDuration } from '@/components/ui/running-duration';
import { SeverityBadge } from '@/components/ui/severity-badge';
import type { IncidentAnswer } from '@/lib/incidents/schema';
import classes from './incident-head.module.css';
import { IncidentStatus } from './incident-status';

/** How bad, in which state, since when: the line under an incident's title. */
export function IncidentHead({ incident, openSeconds }: { incident: IncidentAnswer; openSeconds: number | null }) {
  return (
    <span className={classes.head}>
      <SeverityBadge severity={incident.severity} />
      <span className="mono">{incident.key}</span>
      <IncidentStatus status={incident.status} kind={incident.kind} />
      {openSeconds !== null && (
        <span>
          running for <RunningDuration seconds={openSeconds} />
        </span>
      )}
    </span>
  );
}
