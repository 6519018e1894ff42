import { z } from 'zod';
import { environmentName } from '@/lib/catalog/schema';
import { requiredText, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, pageSchema, repeatable } from '@/lib/core/paging';

export const rollbackStates = [
  'PLANNED',
  'REQUESTED',
  'APPLIED',
  'OBSERVING',
  'VERIFIED',
  'FAILED',
  'TIMED_OUT',
  'REVERTED',
  'UNKNOWN',
  'EXPIRED',
  'CANCELLED',
] as const;
/** Where a rollback stands. REVERTED: another controller put the bad version back; UNKNOWN: a person has to look. */
export type RollbackState = (typeof rollbackStates)[number];

/** What it may be taken back to: the newest version known good, the one before, or one that is named. */
export const wantedTarget = z.union([
  z.enum(['last-good', 'previous']),
  z.strictObject({ key: requiredText(500).describe('As a plan or the history of the workload names it') }),
]);
export type WantedTarget = z.output<typeof wantedTarget>;

/** Body of POST /api/v1/rollbacks/plan. */
export const planBody = z.strictObject({
  service: serviceSlug,
  environment: environmentName,
  to: wantedTarget.default('last-good'),
});

const image = z.object({ container: z.string(), image: z.string(), digest: z.string().optional() });

/** What our own records say of a version. */
export const knowledge = z.enum(['good', 'bad', 'unknown']);
export type Knowledge = z.infer<typeof knowledge>;

/** One side of a plan. */
export const sideAnswer = z.object({
  key: z.string(),
  number: z.string().nullable(),
  version: z.string().nullable().describe('The version of the deployment that it was, or the tag of its image'),
  images: z.array(image),
  known: knowledge,
  why: z.string().describe('What makes it known good or bad'),
  created_at: z.iso.datetime().nullable(),
  deployment: z.object({ key: z.int(), id: z.string() }).nullable(),
});
export type SideAnswer = z.infer<typeof sideAnswer>;

/** What was worked out and is shown; all of it is kept with the plan. */
export const shownPlan = z.object({
  from: sideAnswer,
  to: sideAnswer,
  noop: z.boolean(),
  warnings: z.array(z.string()).describe('Codes, as GITOPS_WILL_REVERT'),
  warning_details: z.array(z.object({ code: z.string(), detail: z.string() })),
  steps: z.array(z.string()),
  changes: z.array(z.object({ path: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  expected_seconds: z
    .number()
    .nullable()
    .describe('Median of earlier verified rollbacks of this workload; null before the first'),
  needs_confirmation: z.boolean().describe('Unusual: people type the name of the service'),
  simulated: z.boolean().describe('The cluster is a simulation'),
});
export type ShownPlan = z.infer<typeof shownPlan>;

export const planAnswer = shownPlan.extend({
  plan_id: z.uuid(),
  hash: z.string(),
  service: serviceSlug,
  environment: z.string(),
  cluster: z.string(),
  workload: z.string(),
  expires_at: z.iso.datetime(),
});
export type PlanAnswer = z.infer<typeof planAnswer>;

/** A version that a workload could be taken back to, or the one that runs. */
export type RevisionChoice = SideAnswer & {
  current: boolean;
  /** ISO instant at which it last came into use; null when nobody knows. */
  ranAt: string | null;
};

/** A plan and what could be chosen in its place; without a plan, why nothing is proposed. `choices`: what ran last comes first. */
export type RollbackOffer = { choices: RevisionChoice[] } & (
  | { plan: PlanAnswer; refusal: null }
  | { plan: null; refusal: string }
);

/** Body of POST /api/v1/rollbacks. */
export const rollbackBody = z.strictObject({
  plan_id: z.uuid(),
  hash: requiredText(128),
  reason: requiredText(1000).describe('Why; it is written to the audit log and the timeline'),
  incident: text(255).nullish().describe('INC-42: its commander may do it, and its timeline tells of it'),
  confirm: text(100).nullish().describe('The name of the service, where the plan asks people for it'),
});

export const rollbackReceipt = z.object({ id: z.uuid(), state: z.enum(rollbackStates), url: z.string() });
export type RollbackReceipt = z.infer<typeof rollbackReceipt>;

export const rollbackIdInput = z.strictObject({ id: z.uuid() });

const seconds = z.number().nullable();

export const stepAnswer = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  state: z.enum(rollbackStates),
  detail: z.string(),
});
export type StepAnswer = z.infer<typeof stepAnswer>;

/** One rollback in a list. */
export const rollbackListed = z.object({
  id: z.uuid(),
  state: z.enum(rollbackStates),
  service: serviceSlug,
  environment: z.string(),
  cluster: z.string(),
  simulated: z.boolean(),
  workload: z.string(),
  from: sideAnswer,
  to: sideAnswer,
  drill: z.boolean(),
  reason: z.string().nullable().describe('null when it belongs to an incident that you may not see'),
  incident: z.string().nullable(),
  by: z.string(),
  requested_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  decide_seconds: seconds.describe('From the detection of the incident, or from the plan, to the request'),
  apply_seconds: seconds.describe('From the request to the change at the cluster'),
  verify_seconds: seconds.describe('From the change to what runs being verified'),
  detail: z.string().nullable(),
  url: z.string(),
});
export type RollbackListed = z.infer<typeof rollbackListed>;

/** How many pods or tasks run the target, how many of them are ready, and how many there shall be. */
export const progress = z.object({ updated: z.int(), available: z.int(), desired: z.int() });
export type Progress = z.infer<typeof progress>;

export const rollbackAnswer = rollbackListed.extend({
  steps: z.array(stepAnswer),
  progress: progress.nullable().describe('When it was last looked at; null before the change reached the cluster'),
  running: z.array(z.object({ image: z.string(), count: z.int() })),
  deadline_at: z.iso.datetime(),
  cancelable: z.boolean(),
  deployment: z
    .object({ key: z.int(), id: z.string() })
    .nullable()
    .describe('What it is in the metrics, once verified'),
  plan: z.object({
    steps: z.array(z.string()),
    changes: shownPlan.shape.changes,
    warning_details: shownPlan.shape.warning_details,
    expected_seconds: shownPlan.shape.expected_seconds,
  }),
});
export type RollbackAnswer = z.infer<typeof rollbackAnswer>;

export const rollbackPage = pageSchema(rollbackListed);
export const listRollbacksQuery = z.strictObject({
  ...pageFields,
  service: repeatable(serviceSlug).optional(),
  environment: repeatable(environmentName).optional(),
  state: z.enum(['active', 'verified', 'failed']).optional(),
  drill: z.enum(['true', 'false']).optional(),
});
export type ListRollbacksQuery = z.output<typeof listRollbacksQuery>;

export const rollbackChannel = (id: string) => `rollback:${id}`;
