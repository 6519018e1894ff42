import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { httpUrl, instant, requiredText, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, pageSchema } from '@/lib/core/paging';
import { sourceSlug, webhookKinds } from '@/lib/sources/schema';

export const deliveryResults = [
  'created',
  'updated',
  'duplicate',
  'refused',
  'bulk',
  'applied',
  'ignored',
  'not_understood',
] as const;
export type DeliveryResult = (typeof deliveryResults)[number];
export const deliveryKinds = ['deployment', 'incident', 'change', 'timeline', 'bulk', 'alert'] as const;

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

const labels = z
  .record(requiredText(100), text(500))
  .refine((given) => Object.keys(given).length <= 64, 'Name at most 64 labels.');

/** Body of POST /api/ingest/alert: one alert, from anything that can send JSON. `null` is the same as absent. */
export const alertBody = z
  .strictObject({
    dedup_key: requiredText(255).describe('Names what fires; sent again it only counts, until it is resolved'),
    status: z.enum(['firing', 'resolved']).default('firing'),
    title: requiredText(300).nullish().describe('Required when it fires'),
    summary: text(4000).nullish(),
    severity: text(100).nullish().describe('SEV1 to SEV3, or a word that the source knows: critical, warning, info'),
    service: serviceSlug.nullish(),
    environment: environmentName.nullish(),
    group_key: requiredText(255)
      .nullish()
      .describe('Alerts of one group share an incident; otherwise service and environment do'),
    starts_at: instant.nullish().describe('Now, when absent'),
    ends_at: instant.nullish().describe('When it was over; now, when absent'),
    url: httpUrl.nullish(),
    labels: labels.nullish(),
  })
  .superRefine((body, context) => {
    if (body.status === 'firing' && !body.title)
      context.addIssue({ code: 'custom', path: ['title'], message: 'Say what is broken, in a few words.' });
    if (body.starts_at && body.ends_at && body.ends_at < body.starts_at)
      context.addIssue({
        code: 'custom',
        path: ['ends_at'],
        message: 'It ended before it started. Check the two times.',
      });
  });

/** Which system sends, and with several of its kind, which of them. */
export const deliverParams = z.object({ source: z.enum(webhookKinds) });
export const deliverQuery = z.object({
  source: sourceSlug.optional().describe('Picks one of several sources of this kind'),
});

const webhookOutcomes = ['applied', 'ignored', 'not_understood', 'duplicate'] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

export const deliveryReceipt = z.object({
  id: z.string().describe('Of the delivery, as the log lists it'),
  outcome: z.enum(webhookOutcomes),
  reason: z.string().optional(),
  incidents: z.array(z.string()).describe('Keys of the incidents that it opened or added to'),
});
export type DeliveryReceipt = z.infer<typeof deliveryReceipt>;

export const sourceDeliveriesQuery = z.strictObject(pageFields);
export type SourceDeliveriesQuery = z.output<typeof sourceDeliveriesQuery>;

/** One delivery of a webhook source, as its list shows it. */
export const sourceDelivery = z.object({
  id: z.string(),
  received_at: z.iso.datetime(),
  event: z.string().nullable(),
  outcome: z.enum(deliveryResults),
  code: z.string().nullable().describe('Why it was refused'),
  reason: z.string().nullable(),
  incident: z.string().nullable().describe('INC-42, where it opened or added to one'),
  took_ms: z.int().nullable(),
  replay_of: z.string().nullable(),
  replayable: z.boolean().describe('Its bytes are still kept'),
});
export type SourceDelivery = z.infer<typeof sourceDelivery>;
export const sourceDeliveryPage = pageSchema(sourceDelivery);

export const replayInput = z.strictObject({
  id: z.uuid(),
  delivery: z.string().regex(/^[1-9]\d{0,15}$/),
});
