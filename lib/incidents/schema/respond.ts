import { z } from 'zod';
import { instant, requiredText, text } from '@/lib/core/fields';
import { incidentStatuses } from '../schema';
import { deployVerdicts, seats } from './room';

/** What may be done with a seat; `user`: the id of a person, or the e-mail address. */
export const seatChange = z.object({
  seat: z.enum(seats),
  do: z
    .enum(['take', 'offer', 'accept', 'decline', 'release', 'assign'])
    .describe('take: an empty seat, or by force with a reason; offer: to `user`, who accepts or declines'),
  user: requiredText(320).optional().describe('Of a person: id or e-mail address'),
  reason: requiredText(1000).optional(),
  occurred_at: instant.nullish().describe('When it happened; now, when absent'),
});

export const acknowledgement = z.object({
  occurred_at: instant.nullish().describe('When it was seen; now, when absent'),
});

export const taskBody = z.object({
  text: requiredText(500),
  assignee: requiredText(320).optional().describe('Of a person: id or e-mail address'),
  due_at: instant.nullish(),
  is_blocking: z.boolean().default(false).describe('Warned of before it is resolved'),
});

export const taskPatch = z.object({
  done: z.boolean().optional(),
  assignee: requiredText(320).nullish().describe('Id or e-mail address; null: nobody'),
});

/** How far ahead the next update may be promised: one that is promised for later reminds nobody in time. */
export const mostUpdateMinutes = 1440;

/** An update for stakeholders: Conditions, Actions, Needs, and when the next one comes (incidents.md §12). */
export const updateBody = z.object({
  audience: z.enum(['internal', 'public']).default('internal'),
  headline: requiredText(140).optional().describe('What the status page says above a public update; required for one'),
  conditions: requiredText(2000).describe('What is so for users'),
  actions: text(2000).default('').describe('What is being done'),
  needs: text(2000).default('').describe('What is needed, and from whom'),
  next_due_at: instant.nullish().describe('When the next update comes: within 24 hours'),
});

export const verdictBody = z.object({
  deployment: z.int().min(1).describe('Number of the deployment: `key` in the incident’s `deployments`'),
  verdict: z.enum(deployVerdicts),
  why: requiredText(500).optional(),
});

/** What may be done with one row of the timeline; the original stays reachable, but for what is redacted. */
export const entryChange = z.object({
  do: z.enum(['amend', 'hide', 'show', 'pin', 'unpin', 'redact']),
  text: requiredText(8000).optional().describe('amend: the new words'),
  occurred_at: instant.nullish().describe('amend: the new time'),
  reason: requiredText(1000).optional().describe('Required to hide and to redact'),
});

/** What a change of an incident is answered with. */
export const respondReceipt = z.object({
  key: z.string().describe('INC-42'),
  seq: z.int().nullable().describe('Number of the row that says it; null when it was so already'),
  version: z.int(),
  status: z.enum(incidentStatuses),
});
