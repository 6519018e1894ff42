import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeliveryResult, SourceDelivery } from '@/lib/ingest/schema';
import { deliveryResultWords } from '../settings/delivery-words';
import { ReplayDelivery, type ReplayDeliveryProps } from './replay-delivery';
import classes from './source.module.css';

type SourceDeliveriesProps = {
  sourceId: string;
  deliveries: SourceDelivery[];
  zone: string;
  replay: ReplayDeliveryProps['replay'];
  paging: { first: string | null; next: string | null };
};

const tones: Record<DeliveryResult, StatusTone> = {
  created: 'good',
  updated: 'good',
  applied: 'good',
  duplicate: 'neutral',
  ignored: 'neutral',
  not_understood: 'warning',
  refused: 'bad',
  bulk: 'active',
};

/** What a source sent and what became of it, newest first; what is kept can be taken once more. */
export function SourceDeliveries({ sourceId, deliveries, zone, replay, paging }: SourceDeliveriesProps) {
  const columns: Column<SourceDelivery>[] = [
    { key: 'at', header: 'Received', cell: ({ received_at }) => <Timestamp at={received_at} zone={zone} relative /> },
    {
      key: 'event',
      header: 'Event',
      cell: ({ event, replay_of }) => (
        <span className={classes.name}>
          <span className={classes.code}>{event ?? 'unknown'}</span>
          {replay_of && <span className={classes.kind}>taken once more</span>}
        </span>
      ),
    },
    {
      key: 'outcome',
      header: 'Outcome',
      cell: ({ outcome }) => (
        <StatusBadge tinted tone={tones[outcome]}>
          {deliveryResultWords[outcome]}
        </StatusBadge>
      ),
    },
    {
      key: 'reason',
      header: 'Reason',
      cell: ({ reason }) => <span className={classes.why}>{reason ?? 'No reason was noted.'}</span>,
    },
    {
      key: 'incident',
      header: 'Incident',
      cell: ({ incident }) =>
        incident ? (
          <Link href={`/incidents/${incident}`} className={classes.key}>
            {incident}
          </Link>
        ) : (
          'none'
        ),
    },
    {
      key: 'took',
      header: 'Took',
      align: 'right',
      wideOnly: true,
      cell: ({ took_ms }) => (took_ms === null ? 'unknown' : `${took_ms}\u202fms`),
    },
    {
      key: 'replay',
      header: 'Action',
      align: 'right',
      cell: ({ id, replayable, event }) =>
        replayable ? (
          <ReplayDelivery sourceId={sourceId} delivery={id} event={event ?? 'unknown event'} replay={replay} />
        ) : (
          <span className={classes.kind}>not kept</span>
        ),
    },
  ];
  return (
    <DataTable
      caption="Deliveries"
      rows={deliveries}
      rowKey={({ id }) => id}
      columns={columns}
      paging={paging}
      empty={
        <EmptyState title="Nothing was delivered yet">
          Every delivery appears here within seconds, with what became of it; those with a wrong secret too.
        </EmptyState>
      }
    />
  );
}
