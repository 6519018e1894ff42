import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { instant, searchText, serviceSlug } from '@/lib/core/fields';
import { pageFields, repeatable } from '@/lib/core/paging';
import {
  type IncidentKind,
  type IncidentStatus,
  incidentKinds,
  incidentStatuses,
  type Severity,
  severities,
} from '../schema';
import type { Person, PostmortemState, Reaction, TargetCode, TargetState, Visibility } from './room';

export const listTabs = ['active', 'resolved', 'postmortem'] as const;
/** What a list of incidents holds: those that go on, those that are over, those whose post-mortem is still to be written. */
export type ListTab = (typeof listTabs)[number];

/** Stands for an empty seat in the filter of commanders. */
export const nobody = 'nobody';

/** What the API’s list of incidents is narrowed by. */
export const incidentsQuery = z.strictObject({
  status: repeatable(z.enum(incidentStatuses)).optional(),
  severity: repeatable(z.enum(severities)).optional(),
  service: repeatable(serviceSlug).optional(),
  environment: repeatable(environmentName).optional(),
  commander: repeatable(z.union([z.uuid(), z.literal(nobody)])).optional(),
  kind: repeatable(z.enum(incidentKinds)).optional(),
  q: searchText.optional().describe('In the title, the timeline, the post-mortem; a number; a service'),
  format: z.enum(['json', 'csv']).default('json').describe('csv: all of them at once'),
  from: instant.optional().describe('Detected at or after'),
  to: instant.optional().describe('Detected before'),
  ...pageFields,
});
export type IncidentsQuery = z.output<typeof incidentsQuery>;

/** The address of the list of incidents. */
export const incidentListQuery = z.object({
  tab: z.enum(listTabs).default('active'),
  severity: repeatable(z.enum(severities)).optional(),
  service: repeatable(serviceSlug).optional(),
  environment: repeatable(environmentName).optional(),
  commander: repeatable(z.union([z.uuid(), z.literal(nobody)])).optional(),
  q: searchText.optional(),
  drills: z.literal('1').optional(),
  ...pageFields,
});
export type IncidentListQuery = z.output<typeof incidentListQuery>;

/** A target as lists need it; `dueAt`: ISO text. */
export type ListedTarget = {
  code: TargetCode;
  state: TargetState;
  dueAt: string;
  afterMinutes: number;
  reason: string | null;
};

/** One row of a list of incidents; instants are ISO texts. */
export type IncidentListRow = {
  key: string;
  title: string;
  kind: IncidentKind;
  severity: Severity;
  status: IncidentStatus;
  version: number;
  visibility: Visibility;
  services: string[];
  environment: string | null;
  detectedAt: string;
  resolvedAt: string | null;
  nextUpdateDueAt: string | null;
  postmortem: PostmortemState | null;
  /** Its severity asks for a post-mortem. */
  needsPostmortem: boolean;
  /** Who commands it; of one that is over who did last. */
  commander: Person | null;
  /** Without those that another severity or occurrence replaced. */
  targets: ListedTarget[];
};

/** What the declare dialog says of a severity. `pagesNobody`: it is meant to wake somebody and has no route that does. */
export type DeclareSeverity = {
  severity: Severity;
  meaning: string;
  reaction: Reaction;
  updateMinutes: number | null;
  pagesNobody: boolean;
};
