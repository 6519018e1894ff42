import type { ReactNode } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Link } from '@/components/ui/link';
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatCount } from '@/lib/core/format';
import type { DeliveryResult, ListedDelivery } from '@/lib/ingest/schema';
import { deliveryResultWords } from './delivery-words';
import classes from './log.module.css';
import { RequestId } from './request-id';

const tones: Record<DeliveryResult, StatusTone> = {
  created: 'good',
  updated: 'good',
  duplicate: 'neutral',
  refused: 'bad',
  bulk: 'active',
  applied: 'good',
  ignored: 'neutral',
  not_understood: 'warning',
};

type DeliveryTableProps = {
  deliveries: ListedDelivery[];
  zone: string;
  empty: ReactNode;
  paging: { first: string | null; next: string | null };
};

/** What arrived, from which key, and what became of it. */
export function DeliveryTable({ deliveries, zone, empty, paging }: DeliveryTableProps) {
  const columns: Column<ListedDelivery>[] = [
    { key: 'at', header: 'Received', cell: ({ receivedAt }) => <Timestamp at={receivedAt} zone={zone} relative /> },
    { key: 'what', header: 'What', cell: (delivery) => <What delivery={delivery} /> },
    { key: 'source', header: 'Key', cell: ({ sourceName }) => sourceName },
    {
      key: 'result',
      header: 'Result',
      cell: ({ result }) => <StatusBadge tone={tones[result]}>{deliveryResultWords[result]}</StatusBadge>,
    },
    { key: 'why', header: 'Why', cell: (delivery) => <Why delivery={delivery} /> },
    { key: 'request', header: 'Request', wideOnly: true, cell: ({ requestId }) => <RequestId id={requestId} /> },
  ];
  return (
    <DataTable
      caption="Deliveries"
      rows={deliveries}
      rowKey={({ key }) => String(key)}
      columns={columns}
      empty={empty}
      paging={paging}
    />
  );
}

function What({ delivery: { kind, externalId, href, line } }: { delivery: ListedDelivery }) {
  return (
    <span className={classes.what}>
      {externalId === null ? (
        <span>{kind === 'bulk' ? 'Whole call' : 'No id'}</span>
      ) : href ? (
        <Link href={href} className={classes.id}>
          {externalId}
        </Link>
      ) : (
        <span className={classes.id}>{externalId}</span>
      )}
      <span className={classes.kind}>
        {kind === 'timeline' ? 'timeline entry' : kind}
        {line !== null && `, line ${line}`}
      </span>
    </span>
  );
}

function Why({ delivery }: { delivery: ListedDelivery }) {
  const { result, code, path, detail, accepted, duplicates, refused } = delivery;
  const counts =
    accepted === null
      ? null
      : `${formatCount(accepted, 'line')} accepted, of them ${duplicates ?? 0} known already; ${refused ?? 0} refused`;
  return (
    <span className={classes.why}>
      {detail ?? counts ?? usual[result]}
      {(code || path) && <span className={classes.code}> {[code, path].filter(Boolean).join(' ')}</span>}
    </span>
  );
}

const usual: Record<DeliveryResult, string> = {
  created: 'The first report of it.',
  updated: 'It added to what was known, or changed it.',
  duplicate: 'It changed nothing that was known.',
  refused: 'No reason was noted.',
  bulk: 'The call ended before its lines were counted.',
  applied: 'What it says was taken over.',
  ignored: 'Nothing follows from it.',
  not_understood: 'It is kept and can be replayed.',
};
