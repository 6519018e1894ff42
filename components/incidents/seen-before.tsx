import { Duration } from '@/components/ui/duration';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { SeenBefore as Seen } from '@/lib/incidents/load/similar';
import { incidentZone } from './incident-zone';
import classes from './seen-before.module.css';

/** Incidents of the past that resemble this one: why, how long they took, what fixed them, what was learned. */
export function SeenBefore({ incidents }: { incidents: Seen[] }) {
  if (incidents.length === 0)
    return (
      <EmptyState title="Not seen before">
        No incident of these services, and none with a word of this title, is over yet.
      </EmptyState>
    );
  return (
    <ul className={classes.list}>
      {incidents.map((incident) => (
        <li key={incident.key} className={classes.incident}>
          <span className={classes.head}>
            <SeverityBadge severity={incident.severity} />
            <Link href={`/incidents/${incident.key}`} className={classes.title}>
              <span className={classes.key}>{incident.key}</span> {incident.title}
            </Link>
          </span>
          <span className={classes.line}>
            <Timestamp at={incident.detectedAt} zone={incidentZone} relative />, restored in{' '}
            <Duration seconds={incident.restoreSeconds} />
          </span>
          <span className={classes.line}>{alike(incident)}</span>
          <span className={classes.line}>
            {incident.fix ? <Fix fix={incident.fix} /> : 'Its fix is not known'}
            {incident.hasPostmortem && (
              <>
                {' · '}
                <Link href={`/incidents/${incident.key}/postmortem`}>Read its post-mortem</Link>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Fix({ fix: { key, id, service, version, isRollback } }: { fix: NonNullable<Seen['fix']> }) {
  return (
    <>
      {isRollback ? 'Rolled back: ' : 'Fixed by '}
      <Link href={`/deployments/${key}`}>
        {service} {version ?? id}
      </Link>
    </>
  );
}

function alike({ services, words }: Seen): string {
  const parts = [
    ...(services.length > 0 ? [`same service ${services.join(', ')}`] : []),
    ...(words.length > 0 ? [`in common “${words.join(' ')}”`] : []),
  ];
  const text = parts.join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
