import type { DeliveryResult } from '@/lib/ingest/schema';

/** What became of a delivery, in a word. */
export const deliveryResultWords: Record<DeliveryResult, string> = {
  created: 'Created',
  updated: 'Updated',
  duplicate: 'Duplicate',
  refused: 'Refused',
  bulk: 'Bulk call',
  applied: 'Applied',
  ignored: 'Ignored',
  not_understood: 'Not understood',
};
