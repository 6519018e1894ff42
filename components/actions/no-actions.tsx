import { EmptyState } from '@/components/ui/empty-state';

/** What belongs on the page of action items, and how it gets there. */
export function NoActions({ origin, isFiltered, hasOver }: { origin: string; isFiltered: boolean; hasOver: boolean }) {
  if (isFiltered)
    return <EmptyState title="No open action item fits these filters">Clear a filter to see others.</EmptyState>;
  if (hasOver)
    return (
      <EmptyState title="Every action item is done">What comes out of the next post-mortem will stand here.</EmptyState>
    );
  return (
    <EmptyState
      title="No action items yet"
      code={{
        label: 'Add the first one to an incident',
        text: `curl -X POST ${origin}/api/v1/incidents/INC-1/actions \\
  -H "Authorization: Bearer $FAIRLEAD_KEY" -H "Content-Type: application/json" \\
  -d '{"text": "Release connections after each query", "owner": "@dev-team", "due_on": "2026-12-18", "priority": "P1"}'`,
      }}
    >
      Action items come out of post-mortems: what will be different, who takes it on, and until when. Overdue ones stand
      first.
    </EmptyState>
  );
}
