import type { Metadata } from 'next';
import { CreatePerson } from '@/components/settings/create-person';
import { Forbidden } from '@/components/settings/forbidden';
import { PersonTable } from '@/components/settings/person-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { requireUser } from '@/lib/auth/page';
import { can, roles } from '@/lib/auth/policy';
import type { Search } from '@/lib/core/page-search';
import { loadUsers, shownUsers } from '@/lib/users/load';
import { createUserAction } from './actions';

export const metadata: Metadata = { title: 'People and roles' };

export default async function UsersPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'user:manage')) return <Forbidden title="People and roles" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [{ users, more, wanted, hasIdentityProvider, ignored }, zone] = await Promise.all([
    loadUsers(user, search),
    viewerZone(search),
  ]);
  return (
    <>
      <PageHeader
        title="People and roles"
        note="Who may sign in, and what each person may do."
        liveZone={null}
        actions={
          <>
            <SearchField label="Find a name or address" />
            <CreatePerson roles={[...roles]} hasIdentityProvider={hasIdentityProvider} create={createUserAction} />
          </>
        }
      />
      <LeftOutNotice names={ignored} />
      {more && <Notice>Only the first {shownUsers} people are shown. Search to find the others.</Notice>}
      <Card flush>
        <PersonTable users={users} search={wanted} zone={zone} />
      </Card>
    </>
  );
}
