import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { EditSource } from '@/components/sources/edit-source';
import { FirstDelivery } from '@/components/sources/first-delivery';
import { SetUp } from '@/components/sources/set-up';
import classes from '@/components/sources/source.module.css';
import { SourceDeliveries } from '@/components/sources/source-deliveries';
import { SeverityWords, SourceFacts } from '@/components/sources/source-facts';
import { AdoptSecret, RemoveSource, RotateSecret } from '@/components/sources/source-secret';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { formatCount } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadSourceDeliveries } from '@/lib/ingest/load/source';
import { loadSource } from '@/lib/sources/load';
import { webhookKindFacts } from '@/lib/sources/model';
import {
  adoptSecretAction,
  editSourceAction,
  removeSourceAction,
  replayDeliveryAction,
  rotateSecretAction,
} from '../actions';

export const metadata: Metadata = { title: 'Source' };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function SourcePage({ params, searchParams }: Props) {
  const user = await requireUser();
  if (!can(user, 'source:manage')) return <Forbidden title="Sources" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [found, zone] = await Promise.all([loadSource(user, (await params).id), viewerZone(search)]);
  if (!found) notFound();
  const { source, sourceId } = found;
  const { deliveries, figures } = await loadSourceDeliveries(user, sourceId, search);
  const { id, kind, name, url, first_delivery_at: first, last_delivery_at: last } = source;
  const address = `/settings/sources/${id}`;
  const isFirstPage = search.cursor === undefined;
  const instead = (
    <>
      <p className={classes.hint}>
        {kind === 'pagerduty'
          ? 'PagerDuty makes its own secret when the webhook is made there. Set it here.'
          : 'It was shown once, when it was made. If it is lost, rotate it; both work for 24 hours then.'}
      </p>
      {kind === 'pagerduty' && (
        <div>
          <AdoptSecret id={id} adopt={adoptSecretAction} />
        </div>
      )}
    </>
  );
  return (
    <>
      {isFirstPage && <KeepFresh everyMs={first === null ? 2_000 : 5_000} />}
      <PageHeader
        title={name}
        crumbs={[{ href: '/settings/sources', label: 'Sources' }]}
        note={`${webhookKindFacts[kind].label} webhook`}
        liveZone={zone}
        actions={
          <>
            <EditSource source={source} edit={editSourceAction} />
            <RotateSecret id={id} heard={{ first, last }} zone={zone} rotate={rotateSecretAction} />
            <RemoveSource id={id} name={name} remove={removeSourceAction} />
          </>
        }
      />
      <TwoColumns
        main={
          <>
            <FirstDelivery kind={kind} first={first} last={last} zone={zone} />
            <Card title="Connect it">
              <details open={first === null} className={classes.fold}>
                <summary>{first === null ? 'What to do there' : 'Show what was pasted there'}</summary>
                <SetUp kind={kind} url={url} secret={null} instead={instead} />
              </details>
            </Card>
            <SeverityWords source={source} />
          </>
        }
        side={<SourceFacts source={source} figures={figures} zone={zone} />}
      />
      <Card
        flush
        title="Deliveries"
        note={`${formatCount(figures.accepted, 'delivery', 'deliveries')} accepted, ${figures.refused} refused in 90 days`}
        actions={<Link href={`/settings/deliveries?source=${sourceId}`}>All deliveries</Link>}
      >
        <SourceDeliveries
          sourceId={id}
          deliveries={deliveries.items}
          zone={zone}
          replay={replayDeliveryAction}
          paging={{
            first: isFirstPage ? null : hrefWith(address, search),
            next: deliveries.next_cursor && hrefWith(address, search, { cursor: deliveries.next_cursor }),
          }}
        />
      </Card>
      <p className={classes.foot}>What was sent is kept for 30 days. A replayed delivery changes nothing twice.</p>
    </>
  );
}
