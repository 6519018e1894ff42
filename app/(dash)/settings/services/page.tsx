import type { Metadata } from 'next';
import { ServiceSettingsTable } from '@/components/settings/service-settings-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { requireUser } from '@/lib/auth/page';
import { loadServiceSettings } from '@/lib/catalog/load/settings';
import type { Search } from '@/lib/core/page-search';
import { editServiceAction } from './actions';

export const metadata: Metadata = { title: 'Services, settings' };

export default async function ServiceSettingsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const wanted = typeof search.q === 'string' ? search.q.trim() : '';
  const after = typeof search.cursor === 'string' ? search.cursor : undefined;
  const [view, zone] = await Promise.all([loadServiceSettings(user, wanted, after), viewerZone(search)]);
  const page = (cursor: string | null) => {
    const query = new URLSearchParams({ ...(wanted ? { q: wanted } : {}), ...(cursor ? { cursor } : {}) }).toString();
    return query ? `/settings/services?${query}` : '/settings/services';
  };
  return (
    <>
      <PageHeader
        title="Services"
        note="Whose each service is, and where its code lives."
        liveZone={null}
        actions={<SearchField label="Find a service or team" />}
      />
      {!view.canEdit && <Notice>You can look at these settings. Administrators change them.</Notice>}
      <Card flush>
        <ServiceSettingsTable
          services={view.services}
          teams={view.teams}
          zone={zone}
          search={wanted}
          edit={view.canEdit ? editServiceAction : null}
          paging={{ first: after ? page(null) : null, next: view.nextAfter ? page(view.nextAfter) : null }}
        />
      </Card>
    </>
  );
}
