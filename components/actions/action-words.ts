import type { StatusTone } from '@/components/ui/status-badge';
import type { ActionStatus, ActionType } from '@/lib/actions/schema';

/** The statuses of an action item, in the order of its life. */
export const statusShown: Record<ActionStatus, [StatusTone, string]> = {
  open: ['waiting', 'Open'],
  in_progress: ['active', 'In progress'],
  done: ['good', 'Done'],
  cancelled: ['stopped', 'Cancelled'],
};

export const typeShown: Record<ActionType, string> = {
  prevent: 'Prevent',
  detect: 'Detect',
  mitigate: 'Mitigate',
  process: 'Process',
};

/** What each type is for, as the forms explain it. */
export const typeMeaning =
  'Prevent: it does not happen again. Detect: noticed sooner. Mitigate: over sooner. Process: how we work.';

/** Choices of a select field, from words by value. */
export function choices<K extends string>(shown: Record<K, string | [unknown, string]>): { value: K; label: string }[] {
  return (Object.keys(shown) as K[]).map((value) => {
    const words = shown[value];
    return { value, label: typeof words === 'string' ? words : words[1] };
  });
}
