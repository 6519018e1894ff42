import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import type { DeploymentStatus as Status } from '@/lib/deployments/schema';

const shown: Record<Status, [StatusTone, string]> = {
  queued: ['waiting', 'Queued'],
  in_progress: ['running', 'In progress'],
  succeeded: ['good', 'Succeeded'],
  failed: ['bad', 'Failed'],
  rolled_back: ['back', 'Rolled back'],
  cancelled: ['stopped', 'Cancelled'],
};

/** The statuses as a filter offers them, in the order of a deployment's life. */
export const deploymentStatusOptions = Object.entries(shown).map(([value, [, label]]) => ({ value, label }));

export function DeploymentStatus({ status, tinted = false }: { status: Status; tinted?: boolean }) {
  const [tone, word] = shown[status];
  return (
    <StatusBadge tone={tone} tinted={tinted}>
      {word}
    </StatusBadge>
  );
}
