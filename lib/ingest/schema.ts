import { z } from 'zod';
import { text } from '@/lib/core/fields';
import { pageFields } from '@/lib/core/paging';

export const deliveryResults = ['created', 'updated', 'duplicate', 'refused', 'bulk'] as const;
export type DeliveryResult = (typeof deliveryResults)[number];
export const deliveryKinds = ['deployment', 'incident', 'change', 'timeline', 'bulk'] as const;

/** Filters of the delivery log; `source` is the internal number of a key's source. */
export const deliveriesQuery = z.object({
  result: z.enum(deliveryResults).optional(),
  kind: z.enum(deliveryKinds).optional(),
  source: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  id: text(255).optional(),
  ...pageFields,
});
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

/** What arrived, from which key, and what became of it. */
export type ListedDelivery = {
  key: number;
  receivedAt: string;
  sourceId: number;
  sourceName: string;
  kind: string;
  externalId: string | null;
  result: DeliveryResult;
  code: string | null;
  path: string | null;
  detail: string | null;
  line: number | null;
  accepted: number | null;
  duplicates: number | null;
  refused: number | null;
  requestId: string;
  /** Page of what it made or changed; null when there is none, or no longer. */
  href: string | null;
};
