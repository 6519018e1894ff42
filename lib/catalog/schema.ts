import { z } from 'zod';
import { serviceSlug, text } from '@/lib/core/fields';
import { pageFields } from '@/lib/core/paging';

export const environmentKinds = ['production', 'staging', 'development', 'other'] as const;
export type EnvironmentKind = (typeof environmentKinds)[number];

/** An environment's name: case does not matter, so it is kept in lower case. */
export const environmentName = text(63)
  .refine((value) => value.trim().length > 0, 'This must not be empty.')
  .refine((value) => !/[\t\r\n]/.test(value), 'Use one line.')
  .transform((value) => value.trim().toLowerCase());

/** A team's name as an event gives it; teams are told apart by the slug made from it. */
export const teamName = text(100)
  .refine((value) => value.trim().length > 0, 'This must not be empty.')
  .transform((value) => value.trim());

const timestamp = z.iso.datetime();

export const serviceAnswer = z.object({
  slug: serviceSlug,
  team: z.string().nullable().describe('Slug of its team'),
  repository: z.string().nullable(),
  created_at: timestamp,
  last_deployed_at: timestamp.nullable().describe('Finish of its latest deployment to production'),
  url: z.url(),
});
export type ServiceAnswer = z.infer<typeof serviceAnswer>;

export const teamAnswer = z.object({
  slug: z.string(),
  name: z.string(),
  services: z.array(z.string()),
  created_at: timestamp,
});
export type TeamAnswer = z.infer<typeof teamAnswer>;

export const environmentAnswer = z.object({
  name: z.string(),
  kind: z.enum(environmentKinds),
  created_at: timestamp,
});
export type EnvironmentAnswer = z.infer<typeof environmentAnswer>;

export const catalogQuery = z.strictObject(pageFields);
export type CatalogQuery = z.output<typeof catalogQuery>;
