import { z } from 'zod';
import { externalId, httpUrl, requiredText, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, repeatable } from '@/lib/core/paging';
import { isDate } from '@/lib/core/time';
import { incidentKinds, parsedIn, severities } from '@/lib/incidents/schema';

export const actionTypes = ['prevent', 'detect', 'mitigate', 'process'] as const;
export type ActionType = (typeof actionTypes)[number];
export const actionPriorities = ['P1', 'P2', 'P3'] as const;
export type ActionPriority = (typeof actionPriorities)[number];
export const actionStatuses = ['open', 'in_progress', 'done', 'cancelled'] as const;
export type ActionStatus = (typeof actionStatuses)[number];

/** A calendar date of this century; other ones are slips of the hand. */
const dueDate = z
  .string()
  .meta({ format: 'date' })
  .refine((value) => isDate(value) && value >= '2000' && value < '2100', 'Use a date such as 2026-03-16.');

const fields = {
  text: requiredText(500).trim(),
  type: z.enum(actionTypes),
  owner: requiredText(255)
    .trim()
    .describe('E-mail address or name of an account, or a free name such as @dev-team')
    .nullable(),
  due_on: dueDate.describe('Calendar date, judged in UTC').nullable(),
  priority: z.enum(actionPriorities),
  status: z.enum(actionStatuses),
  issue_url: httpUrl.describe('The issue of a tracker that carries the work').nullable(),
};

const bodyFields = {
  text: fields.text,
  type: fields.type.nullish().describe('prevent, when absent'),
  owner: fields.owner.optional(),
  due_on: fields.due_on.optional(),
  priority: fields.priority.nullish().describe('P2, when absent'),
  status: fields.status.nullish().describe('open, when absent'),
  issue_url: fields.issue_url.optional(),
};
const bodyObject = z.strictObject(bodyFields);

const toDraft = (body: z.output<typeof bodyObject>) => ({
  text: body.text,
  type: body.type ?? ('prevent' as const),
  owner: body.owner ?? null,
  dueOn: body.due_on ?? null,
  priority: body.priority ?? ('P2' as const),
  status: body.status ?? ('open' as const),
  issueUrl: body.issue_url ?? null,
});
export type ActionDraft = ReturnType<typeof toDraft>;

/** Body of POST /api/v1/incidents/{key}/actions. */
export const actionBody = bodyObject.transform(toDraft);

const patchFields = {
  text: fields.text.optional(),
  type: fields.type.optional(),
  owner: fields.owner.optional().describe('null: nobody yet'),
  due_on: fields.due_on.optional(),
  priority: fields.priority.optional(),
  status: fields.status.optional(),
  issue_url: fields.issue_url.optional(),
  expected_version: z
    .int()
    .min(1)
    .max(2_000_000_000)
    .optional()
    .describe('The `version` that you saw; 409 `stale_version` when it is another by now'),
};
const patchObject = z.strictObject(patchFields);

const toPatch = (body: z.output<typeof patchObject>) => ({
  text: body.text,
  type: body.type,
  owner: body.owner,
  dueOn: body.due_on,
  priority: body.priority,
  status: body.status,
  issueUrl: body.issue_url,
  expectedVersion: body.expected_version,
});
export type ActionPatch = ReturnType<typeof toPatch>;

/** Body of PATCH /api/v1/actions/{id}: sets exactly what it names. */
export const actionPatch = patchObject
  .refine((body) => Object.keys(body).some((name) => name !== 'expected_version'), 'Name at least one field.')
  .transform(toPatch);

/** ACT-12 in any case. */
export const actionId = z
  .string()
  .regex(/^ACT-[1-9]\d{0,14}$/i, 'Use an id such as ACT-12.')
  .transform((value) => Number(value.slice(4)));

/** An edit as the forms of the pages send it. */
export const actionForm = z.looseObject({ id: z.string() }).transform(({ id, ...fields }, context) => ({
  id: parsedIn(actionId, id, context),
  patch: parsedIn(actionPatch, fields, context),
}));

/** A new item as the forms of the pages send it, with the key of its incident. */
export const newActionForm = z
  .looseObject({ incident: externalId.trim().nullable() })
  .transform(({ incident, ...fields }, context) => ({ key: incident, item: parsedIn(actionBody, fields, context) }));

const timestamp = z.iso.datetime();

export const actionAnswer = z.object({
  id: z.string().describe('ACT-12'),
  incident: z.string().nullable().describe('INC-42; null when it came from none'),
  incident_title: z.string().nullable(),
  incident_kind: z.enum(incidentKinds).nullable(),
  severity: z.enum(severities).nullable().describe('Of its incident'),
  services: z.array(z.string()).describe('Of its incident'),
  text: z.string(),
  type: z.enum(actionTypes),
  owner: z.string().nullable().describe('E-mail address of an account, or a free name'),
  owner_name: z.string().nullable().describe('As people read it'),
  due_on: z.string().nullable(),
  priority: z.enum(actionPriorities),
  status: z.enum(actionStatuses),
  overdue: z.boolean().describe('Its due day is over, in UTC, and it is neither done nor cancelled'),
  issue_url: z.string().nullable(),
  version: z.int(),
  created_at: timestamp,
  updated_at: timestamp,
  done_at: timestamp.nullable().describe('When it was done or cancelled'),
  url: z.url(),
});
export type ActionAnswer = z.infer<typeof actionAnswer>;

/** The columns of the CSV file, named as in JSON. */
export const actionCsvColumns = Object.keys(actionAnswer.shape) as (keyof ActionAnswer)[];

const filters = {
  status: repeatable(z.enum(actionStatuses)).optional(),
  owner: repeatable(text(255)).optional().describe('As `owner` of an item; `none` for those without one'),
  service: repeatable(serviceSlug).optional(),
};

export const actionsQuery = z.strictObject({
  ...filters,
  overdue: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .describe('true: only those that are overdue; false: only the others'),
  format: z.enum(['json', 'csv']).default('json').describe('csv: all of them at once'),
  ...pageFields,
});
export type ActionsQuery = z.output<typeof actionsQuery>;

/** What the page's address may say. */
export const actionsPageQuery = z.strictObject({
  owner: filters.owner,
  service: filters.service,
  view: z.enum(['table', 'board']).default('table'),
  /** over: what is done or cancelled, instead of what is not. */
  show: z.enum(['over']).optional(),
  item: z.string().pipe(actionId).optional(),
  cursor: text(1000).optional(),
});
export type ActionsPageQuery = z.output<typeof actionsPageQuery>;
