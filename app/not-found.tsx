import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';

export default function NotFound() {
  return (
    <main>
      <EmptyState
        title="There is nothing at this address"
        headingLevel={1}
        action={<LinkButton href="/">Open the overview</LinkButton>}
      >
        It may have been removed, or the address is mistyped.
      </EmptyState>
    </main>
  );
}
