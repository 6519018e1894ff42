import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { deploymentCall } from '@/lib/ingest/model';

/** A list without deployments: how they get here, or what hides them. */
export function NoDeployments({
  origin,
  hasNone,
  isFiltered,
  windowText,
}: {
  origin: string;
  /** Nothing was ever reported. */
  hasNone: boolean;
  isFiltered: boolean;
  windowText: string;
}) {
  if (hasNone) {
    return (
      <EmptyState
        title="Report the first deployment"
        headingLevel={2}
        code={{ label: 'Paste this into a shell or a pipeline', text: deploymentCall(origin) }}
      >
        Every deployment that a pipeline reports is listed here, with its changes and the incidents that name it. Make a
        key with the scope “ingest” in <Link href="/settings/keys">Settings, API keys</Link>.
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        title="No deployment fits these filters"
        headingLevel={2}
        action={<LinkButton href="/deployments">Remove all filters</LinkButton>}
      >
        In {windowText} nothing was reported for this choice of services, environments and statuses.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No deployments in this window"
      headingLevel={2}
      action={<LinkButton href="/deployments?range=365d">Show 365 days</LinkButton>}
    >
      Deployments are reported, but none in {windowText}.
    </EmptyState>
  );
}
