import type { ReactNode } from 'react';
import { DataTable, type Paging } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { Link } from '@/components/ui/link';
import { RunningDuration } from '@/components/ui/running-duration';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { LinkedIncident } from '@/lib/incidents/load';
import { IncidentStatus } from './incident-status';
import classes from './incident-table.module.css';
import { incidentZone } from './incident-zone';

const shownServices = 4;

/** Incidents as a list shows them. */
export function IncidentTable({
  caption,
  spanTitle,
  incidents,
  empty,
  paging,
}: {
  caption: string;
  /** 'Running for', 'Time to restore'. */
  spanTitle: string;
  incidents: LinkedIncident[];
  empty: ReactNode;
  paging?: Paging;
}) {
  return (
    <DataTable
      caption={caption}
      rows={incidents}
      rowKey={({ key }) => key}
      rowHref={({ href }) => href}
      columns={[
        { key: 'incident', header: 'Incident', cell: (incident) => <Name incident={incident} /> },
        {
          key: 'status',
          header: 'Status',
          cell: ({ status, kind }) => (
            <span className={classes.status}>
              <IncidentStatus status={status} kind={kind} />
            </span>
          ),
        },
        {
          key: 'detected',
          header: `Detected, ${incidentZone}`,
          cell: ({ detected_at }) => <Timestamp at={detected_at} zone={incidentZone} relative />,
        },
        { key: 'span', header: spanTitle, align: 'right', cell: (incident) => <Span incident={incident} /> },
        {
          key: 'cause',
          header: 'Caused by',
          cell: ({ caused_by, causeKey, causeIsAmbiguous }) => (
            <Named id={caused_by} deploymentKey={causeKey} isAmbiguous={causeIsAmbiguous} />
          ),
        },
        {
          key: 'fix',
          header: 'Fixed by',
          cell: ({ fixed_by, fixKey, fixIsAmbiguous }) => (
            <Named id={fixed_by} deploymentKey={fixKey} isAmbiguous={fixIsAmbiguous} />
          ),
        },
      ]}
      empty={empty}
      {...(paging ? { paging } : {})}
    />
  );
}

function Name({ incident: { severity, key, title, services } }: { incident: LinkedIncident }) {
  const more = services.length - shownServices;
  return (
    <span className={classes.name}>
      <SeverityBadge severity={severity} />
      <span className={classes.words}>
        <span>
          <span className={classes.key}>{key}</span> {title}
        </span>
        <span className={classes.services}>
          {services.length === 0 ? 'services not reported' : services.slice(0, shownServices).join(', ')}
          {more > 0 && ` and ${more} more`}
        </span>
      </span>
    </span>
  );
}

function Span({ incident: { isOpen, openSeconds, resolved_at } }: { incident: LinkedIncident }) {
  if (openSeconds !== null) {
    return isOpen ? <RunningDuration seconds={openSeconds} /> : <Duration seconds={openSeconds} />;
  }
  return <span className={classes.none}>{isOpen || resolved_at ? 'clocks disagree' : 'not resolved'}</span>;
}

type NamedProps = { id: string | null; deploymentKey: number | null; isAmbiguous: boolean };

function Named({ id, deploymentKey, isAmbiguous }: NamedProps) {
  if (!id) return <span className={classes.none}>not reported</span>;
  if (deploymentKey === null) {
    return (
      <span className={classes.named}>
        {id} <span className={classes.none}>{isAmbiguous ? 'ambiguous' : 'awaited'}</span>
      </span>
    );
  }
  return (
    <Link href={`/deployments/${deploymentKey}`} className={classes.named}>
      {id}
    </Link>
  );
}
