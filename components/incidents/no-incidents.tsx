import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';

/** A list without incidents: how they get here, or what hides them. */
export function NoIncidents({ origin, isFiltered }: { origin: string; isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No incident fits these filters"
        headingLevel={2}
        action={<LinkButton href="/incidents">Remove all filters</LinkButton>}
      >
        Incidents of other severities, statuses or services may be there.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No incident was ever reported"
      headingLevel={2}
      code={{ label: 'Report one from an alert or a script', text: firstIncident(origin) }}
    >
      An incident that names the deployment which caused it makes that deployment count as failed; its time to restore
      runs from <code>detected_at</code> to <code>resolved_at</code>. Make a key with the scope “incidents” in{' '}
      <Link href="/settings/keys">Settings, API keys</Link>.
    </EmptyState>
  );
}

function firstIncident(origin: string): string {
  return `curl -X POST ${origin}/api/v1/incidents \\
  -H "Authorization: Bearer $FAIRLEAD_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"id":"my-first-incident","title":"Checkout answers with errors","severity":"SEV2","services":["checkout"],"environment":"production","detected_at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"}'`;
}
