import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';

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
        code={{ label: 'Paste this into a shell or a pipeline', text: firstDeployment(origin) }}
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

function firstDeployment(origin: string): string {
  return `curl -X POST ${origin}/api/v1/deployments \\
  -H "Authorization: Bearer $FAIRLEAD_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"id":"my-first-deployment","service":"checkout","environment":"production","status":"succeeded","version":"v1.0.0","finished_at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"}'`;
}
