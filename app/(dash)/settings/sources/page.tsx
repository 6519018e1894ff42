import type { Metadata } from 'next';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { AddSource } from '@/components/sources/add-source';
import { SourceTable } from '@/components/sources/source-table';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadSources } from '@/lib/sources/load';
import { webhookKinds } from '@/lib/sources/schema';
import { createSourceAction } from './actions';

export const metadata: Metadata = { title: 'Sources' };

export default async function SourcesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'source:manage')) return <Forbidden title="Sources" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [{ sources, nextCursor }, zone] = await Promise.all([loadSources(user, search), viewerZone(search)]);
  const heard = Object.fromEntries(
    sources.map((source) => [source.id, { first: source.first_delivery_at, last: source.last_delivery_at }]),
  );
  return (
    <>
      <KeepFresh />
      <PageHeader
        title="Sources"
        note="Systems that send their alerts here, each with a secret of its own."
        liveZone={zone}
        actions={<AddSource kinds={webhookKinds} zone={zone} heard={heard} create={createSourceAction} />}
      />
      <Card flush>
        <SourceTable
          sources={sources}
          zone={zone}
          paging={{
            first: search.cursor === undefined ? null : hrefWith('/settings/sources', search),
            next: nextCursor && hrefWith('/settings/sources', search, { cursor: nextCursor }),
          }}
        />
      </Card>
    </>
  );
}
