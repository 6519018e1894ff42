import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { requiredText, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, pageSchema } from '@/lib/core/paging';
import { severities } from '@/lib/incidents/schema';

/** The systems whose webhooks are understood; `alert` is a plain call of anything that can send JSON. */
export const webhookKinds = ['alertmanager', 'grafana', 'pagerduty', 'alert'] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** What a sender's word for severity means: a severity, or that such an alert never opens an incident by itself. */
export const meanings = [...severities, 'attach'] as const;
export type Meaning = (typeof meanings)[number];
/** By the sender's word in lower case. */
export type SeverityMap = Record<string, Meaning>;

const severityMap = z
  .record(requiredText(100), z.enum(meanings, { error: 'A word means SEV1, SEV2, SEV3 or attach.' }))
  .refine((map) => Object.keys(map).length <= 50, 'Name at most 50 words.')
  .transform(
    (map): SeverityMap =>
      Object.fromEntries(Object.entries(map).map(([word, meaning]) => [word.trim().toLowerCase(), meaning])),
  );

const name = requiredText(100).describe('How it appears in lists; its address is made from it');
const mapping = {
  severities: severityMap
    .optional()
    .describe('What the sender\'s words mean here, e.g. {"critical": "SEV1"}; others keep the default of the kind'),
  default_service: serviceSlug.nullish().describe('For alerts that name no service'),
  default_environment: environmentName
    .optional()
    .describe('For alerts that name no environment; production when absent'),
};

/** Body of POST /api/v1/sources. */
export const createSourceBody = z.strictObject({ kind: z.enum(webhookKinds), name, ...mapping });

/** Body of PATCH /api/v1/sources/{id}: sets exactly what it names. */
export const editSourceBody = z
  .strictObject({ name: name.optional(), ...mapping })
  .refine((body) => Object.keys(body).length > 0, 'Name at least one field.');

export const sourceIdInput = z.strictObject({ id: z.uuid() });
export const editSourceInput = z.looseObject({ id: z.uuid() }).transform(({ id, ...fields }, context) => {
  const parsed = editSourceBody.safeParse(fields);
  if (parsed.success) return { id, fields: parsed.data };
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** Body of PUT /api/v1/sources/{id}/secret: of a system that makes its own. */
export const adoptSecretBody = z.strictObject({
  secret: text(255)
    .min(16, 'Use the whole secret; it has at least 16 characters.')
    .regex(/^[\x21-\x7e]+$/, 'A secret has no spaces and no other special characters. Copy it once more.'),
});
export const adoptSecretInput = adoptSecretBody.extend({ id: z.uuid() });

const timestamp = z.iso.datetime();

const sourceFields = {
  id: z.uuid(),
  kind: z.enum(webhookKinds),
  name: z.string(),
  url: z.url().describe('Where the other system sends to'),
};

/** With the secret, which is answered this once. */
export const issuedSource = z.object({ ...sourceFields, secret: z.string().describe('Shown this once') });
export type IssuedSource = z.infer<typeof issuedSource>;

export const rotatedSource = issuedSource.extend({
  previous_until: timestamp.describe('The secret before this one works until then'),
});
export type RotatedSource = z.infer<typeof rotatedSource>;

export const sourceAnswer = z.object({
  ...sourceFields,
  severities: z.record(z.string(), z.enum(meanings)),
  default_service: z.string().nullable(),
  default_environment: z.string(),
  created_by: z.string(),
  created_at: timestamp,
  rotated_at: timestamp.nullable(),
  previous_until: timestamp.nullable().describe('A secret that was replaced still works until then'),
  first_delivery_at: timestamp.nullable().describe('First delivery that was signed rightly'),
  last_delivery_at: timestamp.nullable(),
});
export type SourceAnswer = z.infer<typeof sourceAnswer>;

export const sourcePage = pageSchema(sourceAnswer);
export const listSourcesQuery = z.strictObject(pageFields);
export type ListSourcesQuery = z.output<typeof listSourcesQuery>;

/** Which of several sources of one kind a webhook means: part of its address. */
export const sourceSlug = text(80).regex(/^[a-z0-9][a-z0-9-]*$/, 'This is no name of a source.');
