import type { ReactNode } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { AuditLine } from '@/lib/audit/load';
import classes from './log.module.css';
import { RequestId } from './request-id';

type AuditTableProps = {
  rows: AuditLine[];
  zone: string;
  empty: ReactNode;
  paging: { first: string | null; next: string | null };
};

const actorWords: Record<string, string> = {
  user: 'person',
  api_key: 'API key',
  source: 'webhook source',
  system: 'Fairlead itself',
  anonymous: 'nobody signed in',
};

/** Who did what to what, and with which outcome. */
export function AuditTable({ rows, zone, empty, paging }: AuditTableProps) {
  const columns: Column<AuditLine>[] = [
    { key: 'seq', header: '#', mono: true, cell: ({ seq }) => `#${seq}` },
    { key: 'at', header: 'When', cell: ({ at }) => <Timestamp at={at} zone={zone} relative /> },
    {
      key: 'actor',
      header: 'Who',
      cell: ({ actorName, actorType }) => (
        <span className={classes.what}>
          {actorName}
          <span className={classes.kind}>{actorWords[actorType] ?? actorType}</span>
        </span>
      ),
    },
    {
      key: 'action',
      header: 'Action',
      cell: ({ action, subject }) => (
        <span className={classes.what}>
          <span className={classes.id}>{action}</span>
          {subject && <span className={classes.kind}>{subject}</span>}
        </span>
      ),
    },
    {
      key: 'outcome',
      header: 'Outcome',
      cell: ({ outcome }) => (
        <StatusBadge tone={outcome === 'allowed' ? 'good' : 'bad'}>
          {outcome === 'allowed' ? 'Done' : 'Refused'}
        </StatusBadge>
      ),
    },
    { key: 'detail', header: 'Detail', cell: ({ detail }) => <Detail detail={detail} /> },
    {
      key: 'request',
      header: 'Request',
      wideOnly: true,
      cell: ({ requestId }) => (requestId ? <RequestId id={requestId} /> : null),
    },
  ];
  return (
    <DataTable
      caption="Audit log"
      rows={rows}
      rowKey={({ seq }) => String(seq)}
      columns={columns}
      empty={empty}
      paging={paging}
    />
  );
}

function Detail({ detail }: { detail: [name: string, value: string][] }) {
  if (detail.length === 0) return <span className={classes.kind}>nothing more</span>;
  return (
    <dl className={classes.detail}>
      {detail.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}: </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
