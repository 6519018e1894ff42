import { z } from 'zod';
import { searchText, serviceSlug, text } from '@/lib/core/fields';
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

/** Query string of the list of services. */
export const serviceListQuery = z.strictObject({
  ...pageFields,
  q: searchText.optional().describe('A part of the name of the service or of its team'),
});
export type ServiceListQuery = z.output<typeof serviceListQuery>;

export const setEnvironmentKindInput = z.strictObject({ name: environmentName, kind: z.enum(environmentKinds) });

export const editServiceInput = z.strictObject({
  slug: serviceSlug,
  /** `events`: as the latest deployment that names a team says. `here`: chosen by a person; null is no team. */
  team: z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('events') }),
    z.strictObject({ from: z.literal('here'), name: teamName.nullable() }),
  ]),
  repository: text(255)
    .transform((value) => value.trim() || null)
    .nullable(),
});

/** A service as the settings list it; `team` is a slug. */
export type ServiceSetting = {
  slug: string;
  team: string | null;
  teamName: string | null;
  teamPinned: boolean;
  repository: string | null;
  lastDeployedAt: string | null;
};

/** An environment as the settings list it. */
export type EnvironmentSetting = {
  name: string;
  kind: EnvironmentKind;
  deployments: number;
  lastDeployedAt: string | null;
};
