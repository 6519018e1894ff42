import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { externalId, httpUrl, instant, requiredText, serviceSlug, text } from '@/lib/core/fields';
import { whoSees } from './schema/access';
import { alertStanding, proposalAnswer } from './schema/alerts';
import {
  deployAnswer,
  linkAnswer,
  postmortemStates,
  seatAnswer,
  targetAnswer,
  taskAnswer,
  type Visibility,
  visibilities,
} from './schema/room';
import { durationStates, durationsAnswer, editWarnings, milestoneAnswer } from './schema/times';

export const severities = ['SEV1', 'SEV2', 'SEV3'] as const;
export type Severity = (typeof severities)[number];
export const incidentKinds = ['real', 'drill', 'test'] as const;
export type IncidentKind = (typeof incidentKinds)[number];
export const incidentStatuses = [
  'triage',
  'investigating',
  'identified',
  'mitigating',
  'mitigated',
  'resolved',
  'closed',
  'declined',
  'merged',
  'cancelled',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];
/** What a person may add to an incident's timeline. */
const noteKinds = ['note', 'decision', 'hypothesis'] as const;

const title = requiredText(300);
const summary = text(8000);
export const resolvedBeforeDetected = 'It was resolved before it was detected. Check the two times.';

/** What one report said of an incident; absent means that it did not say. */
export type IncidentSaid = {
  title?: string;
  severity?: Severity;
  kind?: IncidentKind;
  environment?: string;
  startedAt?: Date;
  detectedAt?: Date;
  mitigatedAt?: Date;
  resolvedAt?: Date;
  causedBy?: string;
  fixedBy?: string;
  url?: string;
  summary?: string;
  visibility?: Visibility;
};

/** One report of an incident, as parsed from any transport. */
export type IncidentReport = { id: string; services: string[]; said: IncidentSaid };

/** Body of POST /api/v1/incidents (api.md, Ingest). `null` is the same as absent. */
export const incidentBody = z
  .strictObject({
    id: externalId.describe('Yours; the same id from the same key is the same incident'),
    title: title.nullish().describe('Required when the incident is new'),
    severity: z.enum(severities).nullish().describe('Required when the incident is new'),
    services: z.array(serviceSlug).max(100).nullish().describe('Services named later are added'),
    environment: environmentName.nullish(),
    started_at: instant.nullish().describe('When users began to feel it'),
    detected_at: instant.nullish().describe('Required when the incident is new'),
    mitigated_at: instant.nullish(),
    resolved_at: instant.nullish().describe('Moves only later'),
    caused_by: externalId.nullish().describe('Id of a deployment; it may arrive afterwards'),
    fixed_by: externalId.nullish().describe('Id of a deployment; it may arrive afterwards'),
    url: httpUrl.nullish(),
    summary: summary.nullish(),
    kind: z.enum(incidentKinds).nullish(),
    visibility: z.enum(visibilities).nullish().describe('Counts when the incident is new; "open" when absent'),
  })
  .superRefine((body, context) => {
    if (body.detected_at && body.resolved_at && body.resolved_at < body.detected_at) {
      context.addIssue({ code: 'custom', path: ['resolved_at'], message: resolvedBeforeDetected });
    }
  })
  .transform((body): IncidentReport => {
    const said: IncidentSaid = {};
    if (body.title) said.title = body.title;
    if (body.severity) said.severity = body.severity;
    if (body.kind) said.kind = body.kind;
    if (body.environment) said.environment = body.environment;
    if (body.started_at) said.startedAt = body.started_at;
    if (body.detected_at) said.detectedAt = body.detected_at;
    if (body.mitigated_at) said.mitigatedAt = body.mitigated_at;
    if (body.resolved_at) said.resolvedAt = body.resolved_at;
    if (body.caused_by) said.causedBy = body.caused_by;
    if (body.fixed_by) said.fixedBy = body.fixed_by;
    if (body.url) said.url = body.url;
    if (body.summary) said.summary = body.summary;
    if (body.visibility) said.visibility = body.visibility;
    return { id: body.id, services: [...new Set(body.services ?? [])], said };
  });

/** Body of PATCH /api/v1/incidents/{key}: sets exactly what it names. */
export const incidentPatch = z
  .strictObject({
    title: title.optional(),
    severity: z.enum(severities).optional(),
    status: z.enum(incidentStatuses).optional(),
    merged_into: externalId
      .optional()
      .describe('With status "merged": INC-7, which takes over alerts, people, services, open tasks and links'),
    reason: requiredText(1000).optional().describe('Required to decline, cancel, merge or re-open'),
    started_at: instant.nullable().optional(),
    detected_at: instant.optional(),
    mitigated_at: instant.nullable().optional(),
    resolved_at: instant.optional(),
    caused_by: externalId.nullable().optional().describe('null unlinks'),
    fixed_by: externalId.nullable().optional().describe('null unlinks'),
    summary: summary.nullable().optional(),
    visibility: z.enum(visibilities).optional().describe('"open" lets everybody read what was written before, too'),
    expected_version: z
      .int()
      .min(1)
      .optional()
      .describe('The `version` that you saw; if it is another one now, nothing changes and 409 says what it is'),
  })
  .superRefine((body, context) => {
    if (Object.keys(body).every((name) => name === 'expected_version'))
      context.addIssue({ code: 'custom', path: [], message: 'Name at least one field.' });
    if ((body.status === 'merged') !== (body.merged_into !== undefined)) {
      const [path, message] =
        body.status === 'merged'
          ? ['merged_into', 'Name the incident that it is merged into.']
          : ['status', 'merged_into goes with status "merged".'];
      context.addIssue({ code: 'custom', path: [path], message });
    }
    const beside = Object.keys(body).find(
      (name) => !['status', 'merged_into', 'reason', 'expected_version'].includes(name),
    );
    if (body.merged_into !== undefined && beside)
      context.addIssue({
        code: 'custom',
        path: [beside],
        message: 'Merge it alone: correct it before, in a call of its own.',
      });
    if (body.detected_at && body.resolved_at && body.resolved_at < body.detected_at) {
      context.addIssue({ code: 'custom', path: ['resolved_at'], message: resolvedBeforeDetected });
    }
  })
  .transform((body) => ({
    title: body.title,
    severity: body.severity,
    status: body.status,
    mergedInto: body.merged_into,
    reason: body.reason,
    startedAt: body.started_at,
    detectedAt: body.detected_at,
    mitigatedAt: body.mitigated_at,
    resolvedAt: body.resolved_at,
    causedBy: body.caused_by,
    fixedBy: body.fixed_by,
    summary: body.summary,
    visibility: body.visibility,
    expectedVersion: body.expected_version,
  }));
export type IncidentPatch = z.output<typeof incidentPatch>;

/** Body of POST /api/v1/incidents/{key}/timeline. */
export const timelineBody = z
  .strictObject({
    text: requiredText(8000),
    occurred_at: instant.nullish().describe('Now, when absent'),
    kind: z.enum(noteKinds).nullish(),
  })
  .transform((body) => ({
    text: body.text,
    occurredAt: body.occurred_at ?? null,
    kind: body.kind ?? ('note' as const),
  }));

/** A body of the API within a form, whose fields lie beside the incident's key: so that each issue names its field. */
export function parsedIn<T extends z.ZodType>(body: T, fields: unknown, context: z.RefinementCtx): z.output<T> {
  const parsed = body.safeParse(fields);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
}

const editableFields = [
  'title',
  'severity',
  'started_at',
  'detected_at',
  'mitigated_at',
  'resolved_at',
  'caused_by',
  'fixed_by',
  'summary',
] as const;
/** What the form of an incident corrects. */
export type EditableField = (typeof editableFields)[number];
export type EditableTime = Extract<EditableField, `${string}_at`>;
const seenFields = z.partialRecord(z.enum(editableFields), z.string().nullable());
/** What the writer of a correction saw in the fields that it changes; absent where that does not matter. */
export type SeenFields = z.infer<typeof seenFields>;

/** A correction as a form of the pages sends it, with what was seen in the fields that it changes. */
export const incidentForm = z
  .looseObject({ key: z.string(), seen: seenFields.optional() })
  .transform(({ key, seen, ...fields }, context) => ({ key, seen, patch: parsedIn(incidentPatch, fields, context) }));
/** A note, likewise. */
export const noteForm = z
  .looseObject({ key: z.string(), idem_key: z.uuid().optional() })
  .transform(({ key, idem_key, ...fields }, context) => ({
    key,
    note: parsedIn(timelineBody, fields, context),
    ...(idem_key ? { idem_key } : {}),
  }));

const timestamp = z.iso.datetime();

export const incidentAnswer = z.object({
  key: z.string().describe('INC-42'),
  id: z.string().nullable().describe('The id that its source chose'),
  title: z.string(),
  kind: z.enum(incidentKinds),
  severity: z.enum(severities),
  status: z.enum(incidentStatuses),
  reason: z.string().nullable(),
  services: z.array(serviceSlug),
  environment: z.string().nullable(),
  started_at: timestamp.nullable(),
  detected_at: timestamp,
  mitigated_at: timestamp.nullable(),
  resolved_at: timestamp.nullable().describe('null again while it is re-opened'),
  caused_by: z
    .string()
    .nullable()
    .describe('Id of a deployment, known or still to come; it counts once it is clear which one is meant'),
  fixed_by: z.string().nullable(),
  summary: z.string().nullable(),
  occurrence: z.int().describe('1, and one more for each time that it was re-opened'),
  version: z.int(),
  visibility: z.enum(visibilities).describe('A private one is there only for those who may see it'),
  acknowledged_at: timestamp.nullable(),
  closed_at: timestamp.nullable(),
  next_update_due_at: timestamp.nullable().describe('When stakeholders were promised the next update'),
  postmortem: z.enum(postmortemStates).nullable().describe('null: not begun'),
  declared_at: timestamp,
  updated_at: timestamp,
  source_url: z.string().nullable().describe('The `url` that was reported'),
  url: z.url().describe('Its page'),
  warnings: z.array(z.enum(editWarnings)).describe('Times whose order is odd; of a change, what else it set off'),
});
export type IncidentAnswer = z.infer<typeof incidentAnswer>;
/** The columns of the CSV file, named as in JSON. */
export const incidentCsvColumns = Object.keys(incidentAnswer.shape) as (keyof IncidentAnswer)[];

export const timelineRow = z.object({
  seq: z.int(),
  kind: z.string(),
  text: z.string().nullable().describe('null: redacted'),
  audience: z.enum(['internal', 'public']),
  occurred_at: timestamp,
  recorded_at: timestamp,
  actor: z.object({ type: z.string(), id: z.string().nullable().describe('Of a person'), name: z.string() }),
  details: z.record(z.string(), z.unknown()),
});
export type TimelineRow = z.infer<typeof timelineRow>;

export const incidentDetail = incidentAnswer.extend({
  can_see: z
    .array(whoSees)
    .nullable()
    .describe('Of a private one: who sees it besides administrators; null: everybody who is signed in'),
  roles: z.array(seatAnswer).describe('The four seats'),
  targets: z.array(targetAnswer).describe('Response targets'),
  tasks: z.array(taskAnswer),
  deployments: z
    .array(deployAnswer)
    .describe('Deployments beside it, the most suspected first, with what people think of them'),
  links: z.array(linkAnswer).describe('Other incidents'),
  alerts: alertStanding,
  proposals: z.array(proposalAnswer).describe('What alerts propose and nobody decided yet'),
  milestones: z.array(milestoneAnswer),
  durations: durationsAnswer,
  duration_states: durationStates,
  last_seq: z.int(),
  timeline: z.array(timelineRow).describe('By seq, at most 1,000; `?after=<seq>` for what is new'),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;
