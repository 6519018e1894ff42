import type { ReactNode } from 'react';
import { type Column, DataTable, type Paging } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { RunningDuration } from '@/components/ui/running-duration';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { ListedRow } from '@/lib/incidents/load/list';
import { targetMark } from '@/lib/incidents/model/elapsed';
import type { ListTab } from '@/lib/incidents/schema/list';
import { DueIn } from './due-in';
import { IncidentStatus, incidentStatusWord } from './incident-status';
import classes from './incident-table.module.css';
import { incidentZone } from './incident-zone';
import { PrivateMark } from './private-mark';
import { type ChangeSeat, TakeCommand } from './take-command';
import { TargetMarks } from './target-marks';

const shownServices = 4;

type IncidentTableProps = {
  tab: ListTab;
  caption: string;
  incidents: ListedRow[];
  /** Takes an empty seat; null for those who may not. */
  changeSeat: ChangeSeat | null;
  empty: ReactNode;
  paging?: Paging;
};

/** Incidents as the list shows them: what goes on by what is due next, what is over by what is left to learn. */
export function IncidentTable({ tab, caption, incidents, changeSeat, empty, paging }: IncidentTableProps) {
  const commander: Column<ListedRow> = {
    key: 'commander',
    header: 'Commander',
    cell: (incident) => <Commander incident={incident} changeSeat={changeSeat} />,
  };
  const targets: Column<ListedRow> = {
    key: 'targets',
    header: 'Targets missed',
    align: 'right',
    cell: ({ targetsView }) => <TargetMarks view={targetsView} />,
  };
  const name: Column<ListedRow> = {
    key: 'incident',
    header: 'Incident',
    cell: (incident) => <Name incident={incident} isOver={tab !== 'active'} />,
  };
  const active: Column<ListedRow>[] = [
    name,
    {
      key: 'status',
      header: 'Status',
      cell: ({ status, kind }) => (
        <span className={classes.status}>
          <IncidentStatus status={status} kind={kind} />
        </span>
      ),
    },
    commander,
    { key: 'age', header: 'Age', align: 'right', cell: (incident) => <Span incident={incident} /> },
    { key: 'due', header: 'Next due', cell: (incident) => <Due incident={incident} /> },
    targets,
  ];
  const over: Column<ListedRow>[] = [
    name,
    {
      key: 'postmortem',
      header: 'Post-mortem',
      cell: ({ postmortemView: { tone, words } }) => (
        <StatusBadge tone={tone} tinted>
          {words}
        </StatusBadge>
      ),
    },
    commander,
    {
      key: 'resolved',
      header: `Resolved, ${incidentZone}`,
      align: 'right',
      cell: ({ resolvedAt, status }) =>
        resolvedAt ? (
          <Timestamp at={resolvedAt} zone={incidentZone} relative />
        ) : (
          <span className={classes.none}>{incidentStatusWord(status).toLowerCase()}</span>
        ),
    },
    { key: 'span', header: 'Time to restore', align: 'right', cell: (incident) => <Span incident={incident} /> },
    targets,
  ];
  return (
    <DataTable
      caption={caption}
      rows={incidents}
      rowKey={({ key }) => key}
      rowHref={({ href }) => href}
      isSevere={({ severity, isOpen, kind }) => isOpen && severity === 'SEV1' && kind === 'real'}
      columns={tab === 'active' ? active : over}
      empty={empty}
      {...(paging ? { paging } : {})}
    />
  );
}

function Name({ incident, isOver }: { incident: ListedRow; isOver: boolean }) {
  const { severity, key, title, services, environment, visibility, status, kind } = incident;
  const more = services.length - shownServices;
  const facts = [
    services.length === 0
      ? 'services not reported'
      : `${services.slice(0, shownServices).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    ...(environment && environment !== 'production' ? [environment] : []),
    ...(isOver && status !== 'resolved' ? [incidentStatusWord(status).toLowerCase()] : []),
    ...(isOver && kind !== 'real' ? [kind] : []),
  ];
  return (
    <span className={classes.name}>
      <SeverityBadge severity={severity} />
      <span className={classes.words}>
        <span className={classes.title} title={title}>
          <span className={classes.key}>{key}</span> {visibility === 'private' && <PrivateMark />}
          {title}
        </span>
        <span className={classes.services}>{facts.join(' · ')}</span>
      </span>
    </span>
  );
}

function Commander({ incident, changeSeat }: { incident: ListedRow; changeSeat: ChangeSeat | null }) {
  const { commander, isOpen, key } = incident;
  if (commander) {
    return (
      <span className={classes.person}>
        <span className={classes.initial} aria-hidden="true">
          {commander.name.slice(0, 1).toUpperCase()}
        </span>
        <span className={classes.personName}>{commander.name}</span>
      </span>
    );
  }
  if (isOpen && changeSeat) return <TakeCommand incidentKey={key} change={changeSeat} />;
  return <span className={classes.none}>{isOpen ? 'nobody yet' : 'nobody'}</span>;
}

function Span({ incident: { isOpen, openSeconds, resolvedAt } }: { incident: ListedRow }) {
  if (openSeconds !== null) {
    return isOpen ? <RunningDuration seconds={openSeconds} /> : <Duration seconds={openSeconds} />;
  }
  return <span className={classes.none}>{isOpen || resolvedAt ? 'clocks disagree' : 'not resolved'}</span>;
}

function Due({ incident: { nextDue } }: { incident: ListedRow }) {
  if (!nextDue) return null;
  const { what, afterMinutes, secondsLeft } = nextDue;
  if (secondsLeft === null) return <span className={classes.none}>{what}</span>;
  return (
    <span className={classes.due}>
      <span>{what}</span>
      <span className={classes.services}>
        {afterMinutes !== null && `${targetMark(afterMinutes)}, `}
        <DueIn seconds={secondsLeft} />
      </span>
    </span>
  );
}
