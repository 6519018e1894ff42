import { PrivateMark } from '@/components/incidents/private-mark';
import { Card } from '@/components/ui/card';
import { Duration } from '@/components/ui/duration';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { ListedIncident } from '@/lib/incidents/load';
import classes from './incidents-of.module.css';

type IncidentsOfProps = { incidents: ListedIncident[]; zone: string; allHref: string; of?: string };

/** The newest incidents of a service or team; an open one says since when, one that is over how long it took. */
export function IncidentsOf({ incidents, zone, allHref, of = 'this service' }: IncidentsOfProps) {
  return (
    <Card
      title="Incidents"
      {...(incidents.length > 0
        ? { note: 'open ones first, then the latest', actions: <Link href={allHref}>All incidents</Link> }
        : {})}
      flush
    >
      {incidents.length === 0 ? (
        <EmptyState title="No incidents so far">
          An incident that names {of} appears here, with what was deployed before it.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {incidents.map(({ key, title, severity, status, href, isOpen, openSeconds, detected_at, visibility }) => (
            <li key={key} className={classes.incident}>
              <SeverityBadge severity={severity} />
              <span className={classes.title}>
                <span className={classes.key}>{key}</span>
                {visibility === 'private' && <PrivateMark />}
                <Link href={href}>{title}</Link>
              </span>
              <span className={classes.when}>
                {isOpen ? `${status}, since ` : ''}
                <Timestamp at={detected_at} zone={zone} relative />
                {!isOpen && openSeconds !== null && (
                  <>
                    , took <Duration seconds={openSeconds} />
                  </>
                )}
                {!isOpen && openSeconds === null && `, ${status}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
