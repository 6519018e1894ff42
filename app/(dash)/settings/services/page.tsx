import type { Metadata } from 'next';
import { ServiceSettingsTable } from '@/components/settings/service-settings-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { requireUser } from '@/lib/auth/page';
import { loadServiceSettings } from '@/lib/catalog/load/settings';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { editServiceAction } from './actions';

export const metadata: Metadata = { title: 'Services, settings' };

export default async function ServiceSettingsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [{ services, wanted, teams, canEdit, ignored }, zone] = await Promise.all([
    loadServiceSettings(user, search),
    viewerZone(search),
  ]);
  const page = (cursor: string | null) => hrefWith('/settings/services', search, { cursor }, ['q']);
  return (
    <>
      <PageHeader
        title="Services"
        note="Whose each service is, and where its code lives."
        liveZone={null}
        actions={<SearchField label="Find a service or team" />}
      />
      <LeftOutNotice names={ignored} />
      {!canEdit && <Notice>You can look at these settings. Administrators change them.</Notice>}
      <Card flush>
        <ServiceSettingsTable
          services={services.items}
          teams={teams}
          zone={zone}
          search={wanted}
          edit={canEdit ? editServiceAction : null}
          paging={{
            first: search.cursor === undefined ? null : page(null),
            next: services.next_cursor && page(services.next_cursor),
          }}
        />
      </Card>
    </>
  );
}
