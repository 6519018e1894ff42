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

export function DeploymentStatus({ status }: { status: Status }) {
  const [tone, word] = shown[status];
  return <StatusBadge tone={tone}>{word}</StatusBadge>;
}
