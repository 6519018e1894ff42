import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import type { IncidentKind, IncidentStatus as Status } from '@/lib/incidents/schema';

const shown: Record<Status, [StatusTone, string]> = {
  triage: ['warning', 'Triage'],
  investigating: ['active', 'Investigating'],
  identified: ['active', 'Identified'],
  mitigating: ['running', 'Mitigating'],
  mitigated: ['good', 'Mitigated'],
  resolved: ['good', 'Resolved'],
  closed: ['good', 'Closed'],
  declined: ['stopped', 'Declined'],
  merged: ['stopped', 'Merged'],
  cancelled: ['stopped', 'Cancelled'],
};

/** The statuses as a filter offers them, in the order of an incident's life. */
export const incidentStatusOptions = Object.entries(shown).map(([value, [, label]]) => ({ value, label }));

export function incidentStatusWord(status: Status): string {
  return shown[status][1];
}

/** The status of an incident, and a mark on what is no real one. */
export function IncidentStatus({ status, kind }: { status: Status; kind: IncidentKind }) {
  const [tone, word] = shown[status];
  return (
    <>
      <StatusBadge tone={tone} tinted>
        {word}
      </StatusBadge>
      {kind !== 'real' && (
        <StatusBadge tone="neutral" tinted>
          {kind === 'drill' ? 'Drill' : 'Test'}
        </StatusBadge>
      )}
    </>
  );
}
