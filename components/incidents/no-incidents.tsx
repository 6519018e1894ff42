import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { incidentCall } from '@/lib/ingest/model';

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
      code={{ label: 'Report one from an alert or a script', text: incidentCall(origin, false) }}
    >
      An incident that names the deployment which caused it makes that deployment count as failed; its time to restore
      runs from <code>detected_at</code> to <code>resolved_at</code>. Make a key with the scope “incidents” in{' '}
      <Link href="/settings/keys">Settings, API keys</Link>.
    </EmptyState>
  );
}
