import { z } from 'zod';
import type { Severity } from '../schema';

export const seats = ['commander', 'tech_lead', 'communications', 'scribe'] as const;
/** A role of one incident (handbook §7.1). */
export type Seat = (typeof seats)[number];

export const targetCodes = [
  'commander',
  'rollback_started',
  'rollback_verified',
  'cause_or_hotfix',
  'resolved',
  'postmortem',
] as const;
/** A response target (incidents.md §7). */
export type TargetCode = (typeof targetCodes)[number];
export const targetStates = ['pending', 'not_applicable', 'met', 'missed', 'waived'] as const;
export type TargetState = (typeof targetStates)[number];

export const deployVerdicts = ['suspect', 'caused', 'fixed', 'dismissed'] as const;
/** What people think of a deployment beside an incident. */
export type DeployVerdict = (typeof deployVerdicts)[number];

export const linkKinds = ['duplicate', 'related', 'same_as'] as const;
export type LinkKind = (typeof linkKinds)[number];
export const visibilities = ['open', 'private'] as const;
export type Visibility = (typeof visibilities)[number];
export const reactions = ['page', 'notify', 'none'] as const;
export type Reaction = (typeof reactions)[number];
export const postmortemStates = [
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'published',
  'skipped',
] as const;
export type PostmortemState = (typeof postmortemStates)[number];

export type Person = { id: string; name: string };

/** What a severity does. Minutes are after the anchor of a set of targets; null: no such target. */
export type SeverityPolicy = {
  severity: Severity;
  meaning: string;
  reaction: Reaction;
  updateMinutes: number | null;
  commanderMinutes: number | null;
  rollbackStartedMinutes: number | null;
  rollbackVerifiedMinutes: number | null;
  causeMinutes: number | null;
  resolvedMinutes: number | null;
  postmortemRequired: boolean;
  postmortemHours: number | null;
  postmortemWorkingDays: number | null;
  version: number;
};
export type Policies = Record<Severity, SeverityPolicy>;

const timestamp = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });

/** One seat of an incident as the API answers it. */
export const seatAnswer = z.object({
  seat: z.enum(seats),
  holder: person.nullable().describe('null: nobody yet'),
  accepted_at: timestamp.nullable(),
  seen_at: timestamp.nullable().describe('When the holder was last there, to the minute'),
  offer: z
    .object({ to: person, from: person.nullable(), offered_at: timestamp, brief: z.string() })
    .nullable()
    .describe('Offered and not accepted yet; the holder keeps the seat until then'),
});

/** One response target as the API answers it. */
export const targetAnswer = z.object({
  code: z.enum(targetCodes),
  severity: z.string(),
  occurrence: z.int(),
  after_minutes: z.int(),
  due_at: timestamp,
  state: z.enum(targetStates),
  reason: z.string().nullable().describe('Why it does not apply, or was waived'),
  met_at: timestamp.nullable().describe('When it was done, also if that was late'),
});
export type TargetAnswer = z.infer<typeof targetAnswer>;

export const taskAnswer = z.object({
  number: z.int(),
  text: z.string(),
  assignee: person.nullable(),
  due_at: timestamp.nullable(),
  is_blocking: z.boolean(),
  done_at: timestamp.nullable(),
});

export const deployAnswer = z.object({
  deployment: z.string().describe('The id that its pipeline chose'),
  key: z.int(),
  service: z.string(),
  version: z.string().nullable(),
  finished_at: timestamp.nullable(),
  verdict: z.enum(deployVerdicts).nullable().describe('null: of another service, and nobody said anything of it'),
  why: z.string().nullable(),
  score: z
    .int()
    .nullable()
    .describe('How much it is to be suspected, 0 to 100; null: it came after the onset, or undoes'),
  reasons: z.array(z.string()).describe('What the score is made of, in words'),
});
export type DeployAnswer = z.infer<typeof deployAnswer>;

export const linkAnswer = z.object({
  key: z.string(),
  title: z.string(),
  status: z.string(),
  severity: z.string(),
  kind: z.enum([...linkKinds, 'merged_from', 'merged_into']),
});
export type LinkAnswer = z.infer<typeof linkAnswer>;

/** The live channel of an incident. */
export function incidentChannel(number: number): string {
  return `incident:INC-${number}`;
}
