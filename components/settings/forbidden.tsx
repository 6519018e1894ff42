import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import type { Role } from '@/lib/auth/policy';
import { roleWords } from '@/lib/users/model';

/** A page that this person's role does not open: says which role does, and what to do. */
export function Forbidden({ title, needs, has }: { title: string; needs: Role; has: Role }) {
  const { name, plural } = roleWords[needs];
  return (
    <>
      <PageHeader title={title} liveZone={null} />
      <Card>
        <EmptyState
          title={`${plural}${needs === 'admin' ? '' : ' and above'} can open this page`}
          headingLevel={2}
          action={<LinkButton href="/settings/account">Open your account</LinkButton>}
        >
          Your role is {roleWords[has].name.toLowerCase()}. Ask an administrator for the role {name.toLowerCase()} if
          you need this page.
        </EmptyState>
      </Card>
    </>
  );
}
