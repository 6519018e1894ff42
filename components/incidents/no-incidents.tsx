import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import type { ListTab } from '@/lib/incidents/schema/list';
import { incidentCall } from '@/lib/ingest/model';

const tabs: Record<ListTab, { title: string; filtered: string; text: string }> = {
  active: {
    title: 'Nothing is on fire',
    filtered: 'No active incident fits these filters',
    text: 'An incident is listed here from its declaration until it is resolved, declined, merged or cancelled.',
  },
  resolved: {
    title: 'No incident is over yet',
    filtered: 'No past incident fits these filters',
    text: 'What is over stays here, with the time that it took to restore and the state of its post-mortem.',
  },
  postmortem: {
    title: 'No post-mortem is waiting',
    filtered: 'No incident that needs a post-mortem fits these filters',
    text: 'A resolved incident stays here until its post-mortem is published, or skipped with a reason. Its severity decides whether it needs one.',
  },
};

type NoIncidentsProps = {
  tab: ListTab;
  origin: string;
  isFiltered: boolean;
  /** There are none on any tab. */
  isFirst: boolean;
  clearHref: string;
};

/** A tab without incidents: what belongs there, how it gets there, or what hides it. */
export function NoIncidents({ tab, origin, isFiltered, isFirst, clearHref }: NoIncidentsProps) {
  const { title, filtered, text } = tabs[tab];
  if (isFiltered) {
    return (
      <EmptyState
        title={filtered}
        headingLevel={2}
        action={<LinkButton href={clearHref}>Remove all filters</LinkButton>}
      >
        Others may be there, on this tab or another one.
      </EmptyState>
    );
  }
  if (!isFirst) {
    return (
      <EmptyState title={title} headingLevel={2}>
        {text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No incident was ever reported"
      headingLevel={2}
      code={{ label: 'Report one from an alert or a script', text: incidentCall(origin, false) }}
    >
      Declare one with the button above or the key c, from any page. An incident that names the deployment which caused
      it makes that deployment count as failed; its time to restore runs from <code>detected_at</code> to{' '}
      <code>resolved_at</code>. For reports from outside make a key with the scope “incidents” in{' '}
      <Link href="/settings/keys">Settings, API keys</Link>.
    </EmptyState>
  );
}
