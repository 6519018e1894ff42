import { z } from 'zod';
import { externalId } from '@/lib/core/fields';
import {
  acknowledgement,
  entryChange,
  respondReceipt,
  seatChange,
  taskBody,
  taskPatch,
  updateBody,
  verdictBody,
} from '@/lib/incidents/schema/respond';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const incident = { key: externalId.describe('INC-42, or the id that its source chose') };
const counted = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(2_147_483_647));
const onTopOf = { expected_version: z.int().min(1).optional().describe('Refused when the incident is another by now') };
const pathExample = { key: 'pd-77' };
const answers = {
  200: { description: 'Done, or so already.', schema: respondReceipt },
  403: problemAnswer('This is for the commander, a release manager or an administrator; `detail` says whom to ask.'),
  404: problemAnswer('There is no such incident.'),
  409: problemAnswer('It is over, or is something else by now; `current` says what.'),
};

export const changeSeatOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/seats',
  tag: 'Responding',
  summary: 'Take, offer, accept, decline, release or assign a seat: commander, tech_lead, communications, scribe',
  permission: 'incident:respond',
  params: z.object(incident),
  body: z.strictObject({ ...seatChange.shape, ...onTopOf }),
  answers,
  example: { seat: 'commander', do: 'assign', user: 'admin@fairlead.local' },
  pathExample,
});

export const acknowledgeOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/acknowledge',
  tag: 'Responding',
  summary: 'Say that somebody has seen an incident and looks after it; the first time counts',
  permission: 'incident:respond',
  params: z.object(incident),
  body: z.strictObject({ ...acknowledgement.shape, ...onTopOf }),
  answers,
  example: {},
  pathExample,
});

export const addTaskOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/tasks',
  tag: 'Responding',
  summary: 'Add a task to an incident; the row that says so is its number',
  permission: 'incident:respond',
  params: z.object(incident),
  body: z.strictObject({ ...taskBody.shape, ...onTopOf }),
  answers,
  example: { text: 'Drain the pool of connections' },
  pathExample,
});

export const changeTaskOperation = operation({
  method: 'PATCH',
  path: '/api/v1/incidents/{key}/tasks/{number}',
  tag: 'Responding',
  summary: 'Mark a task of an incident as done or not done, or give it to somebody',
  permission: 'incident:respond',
  params: z.object({ ...incident, number: counted.describe('`number` in `tasks`') }),
  body: z.strictObject({ ...taskPatch.shape, ...onTopOf }),
  answers,
  example: { done: true },
  pathExample: { ...pathExample, number: '6' },
});

export const postUpdateOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/updates',
  tag: 'Responding',
  summary: 'Post an update for stakeholders; a public one is shown on the status page, word by word',
  permission: 'incident:respond',
  params: z.object(incident),
  body: z.strictObject({ ...updateBody.shape, ...onTopOf }),
  answers,
  example: { conditions: 'One in five card payments fails', actions: 'Rolling back to v1.5.1' },
  pathExample,
});

export const judgeDeploymentOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/deployments',
  tag: 'Responding',
  summary: 'Say what is thought of a deployment beside an incident: suspect, caused, fixed or dismissed',
  permission: 'incident:respond',
  params: z.object(incident),
  body: z.strictObject({ ...verdictBody.shape, ...onTopOf }),
  answers,
  example: { deployment: 1, verdict: 'caused', why: 'Connections are not released' },
  pathExample,
});

export const changeEntryOperation = operation({
  method: 'PATCH',
  path: '/api/v1/incidents/{key}/timeline/{seq}',
  tag: 'Responding',
  summary: 'Amend, hide, show, pin, unpin or redact a row of the timeline, by a new row that names it',
  permission: 'incident:respond',
  params: z.object({ ...incident, seq: counted.describe('Number of the row') }),
  body: z.strictObject({ ...entryChange.shape, ...onTopOf }),
  answers,
  example: { do: 'pin' },
  pathExample: { ...pathExample, seq: '2' },
});
