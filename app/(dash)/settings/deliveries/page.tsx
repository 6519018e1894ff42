import type { Metadata } from 'next';
import { DeliveryTable } from '@/components/settings/delivery-table';
import { deliveryResultWords } from '@/components/settings/delivery-words';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadDeliveries } from '@/lib/ingest/load';
import { deploymentCall } from '@/lib/ingest/model';
import { deliveryKinds, deliveryResults } from '@/lib/ingest/schema';

export const metadata: Metadata = { title: 'Deliveries' };

const filterNames = ['result', 'kind', 'source', 'id'];

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'delivery:read')) return <Forbidden title="Deliveries" needs="responder" has={user.role} />;
  const search = await searchParams;
  const [{ deliveries, sources, ignored, filtered }, zone] = await Promise.all([
    loadDeliveries(user, search),
    viewerZone(search),
  ]);
  const isFirstPage = search.cursor === undefined;
  const page = (cursor: string | null) => hrefWith('/settings/deliveries', search, { cursor }, filterNames);
  const results = deliveryResults.map((value) => ({ value, label: deliveryResultWords[value] }));
  const kinds = deliveryKinds.map((value) => ({ value, label: value === 'timeline' ? 'timeline entry' : value }));
  const keys = sources.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      {isFirstPage && <KeepFresh />}
      <PageHeader
        title="Deliveries"
        note="What arrived, from which key, and what became of it."
        liveZone={zone}
        actions={
          <>
            <ChoiceFilter param="result" label="Result" options={[{ value: '', label: 'All results' }, ...results]} />
            <ChoiceFilter param="kind" label="Kind" options={[{ value: '', label: 'All kinds' }, ...kinds]} />
            <ChoiceFilter param="source" label="Key" options={[{ value: '', label: 'All keys' }, ...keys]} />
            <SearchField param="id" label="Find an exact id" />
          </>
        }
      />
      <LeftOutNotice names={ignored} />
      <Card flush>
        <DeliveryTable
          deliveries={deliveries.items}
          zone={zone}
          paging={{
            first: isFirstPage ? null : page(null),
            next: deliveries.next_cursor ? page(deliveries.next_cursor) : null,
          }}
          empty={
            filtered || !isFirstPage ? (
              <EmptyState
                title="No delivery like this"
                headingLevel={2}
                action={<Link href="/settings/deliveries">Show all deliveries</Link>}
              >
                No delivery has this result, kind, key and id together.
              </EmptyState>
            ) : (
              <EmptyState
                title="Nothing was delivered yet"
                headingLevel={2}
                code={{
                  label: 'Report the first deployment',
                  text: deploymentCall(env().PUBLIC_URL),
                }}
              >
                Every accepted or refused call of a key appears here within seconds.
              </EmptyState>
            )
          }
        />
      </Card>
    </>
  );
}
