import type { Metadata } from 'next';
import { CreateKey } from '@/components/settings/create-key';
import { Forbidden } from '@/components/settings/forbidden';
import { KeyTable } from '@/components/settings/key-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadKeys } from '@/lib/keys/load';
import { createKeyAction, revokeKeyAction } from './actions';

export const metadata: Metadata = { title: 'API keys' };

export default async function KeysPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'key:manage')) return <Forbidden title="API keys" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [{ keys, nextCursor, offeredScopes }, zone] = await Promise.all([loadKeys(user, search), viewerZone(search)]);
  return (
    <>
      <PageHeader
        title="API keys"
        note="Pipelines, alerting tools and scripts report and read with a key. Each key is a source of its own."
        liveZone={null}
        actions={<CreateKey origin={env().PUBLIC_URL} scopes={offeredScopes} create={createKeyAction} />}
      />
      <Card flush>
        <KeyTable
          keys={keys}
          zone={zone}
          revoke={revokeKeyAction}
          paging={{
            first: search.cursor === undefined ? null : hrefWith('/settings/keys', search),
            next: nextCursor && hrefWith('/settings/keys', search, { cursor: nextCursor }),
          }}
        />
      </Card>
    </>
  );
}
