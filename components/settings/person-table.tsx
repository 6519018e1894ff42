import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { roleWords } from '@/lib/users/model';
import type { UserRow } from '@/lib/users/schema';

/** How somebody signs in, in words. */
export const signInWords: Record<UserRow['signsInWith'], string> = {
  password: 'password',
  provider: 'identity provider',
  both: 'password or identity provider',
  none: 'invited, not signed in yet',
};

/** Accounts; each row leads to its person's page. */
export function PersonTable({ users, search, zone }: { users: UserRow[]; search: string; zone: string }) {
  const columns: Column<UserRow>[] = [
    { key: 'name', header: 'Name', cell: ({ name }) => name },
    { key: 'email', header: 'E-mail address', cell: ({ email }) => email },
    { key: 'role', header: 'Role', cell: ({ role }) => roleWords[role].name },
    { key: 'way', header: 'Signs in with', cell: ({ signsInWith }) => signInWords[signsInWith] },
    {
      key: 'last',
      header: 'Last sign-in',
      cell: ({ lastSignInAt }) => (lastSignInAt ? <Timestamp at={lastSignInAt} zone={zone} relative /> : 'never'),
    },
    {
      key: 'state',
      header: 'State',
      cell: ({ disabled }) => (
        <StatusBadge tone={disabled ? 'stopped' : 'good'}>{disabled ? 'Disabled' : 'Enabled'}</StatusBadge>
      ),
    },
  ];
  return (
    <DataTable
      caption="People"
      rows={users}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/settings/users/${id}`}
      columns={columns}
      empty={
        <EmptyState title="Nobody with this name" headingLevel={2}>
          No name or e-mail address holds “{search}”. Search for a part of either.
        </EmptyState>
      }
    />
  );
}
