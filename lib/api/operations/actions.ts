import { z } from 'zod';
import { actionAnswer, actionBody, actionId, actionPatch, actionsQuery } from '@/lib/actions/schema';
import { externalId } from '@/lib/core/fields';
import { pageSchema } from '@/lib/core/paging';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

export const listActionsOperation = operation({
  method: 'GET',
  path: '/api/v1/actions',
  tag: 'Action items',
  summary: 'List action items, soonest due first; format=csv gives all of them',
  permission: 'action:read',
  query: actionsQuery,
  answers: { 200: { description: 'A page, or all of them as CSV.', schema: pageSchema(actionAnswer) } },
});

export const addActionOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/actions',
  tag: 'Action items',
  summary: 'Add an action item to an incident',
  permission: 'action:write',
  params: z.object({ key: externalId.describe('INC-42, or the id that its source chose') }),
  body: actionBody,
  answers: {
    201: { description: 'Added.', schema: actionAnswer },
    404: problemAnswer('There is no such incident.'),
    409: problemAnswer('Several sources have this id, or the Idempotency-Key came with another body.'),
  },
  example: { text: 'Fix connection leak', owner: '@dev-team', due_on: '2026-03-16', priority: 'P1' },
  pathExample: { key: 'pd-77' },
});

export const editActionOperation = operation({
  method: 'PATCH',
  path: '/api/v1/actions/{id}',
  tag: 'Action items',
  summary: 'Change an action item; sets exactly what the body names',
  permission: 'action:write',
  params: z.object({ id: actionId.describe('ACT-12') }),
  body: actionPatch,
  answers: {
    200: { description: 'The item as it is now.', schema: actionAnswer },
    404: problemAnswer('There is no such action item.'),
    409: problemAnswer('It was changed after the version that you saw.'),
  },
  example: { status: 'done' },
  pathExample: { id: 'ACT-1' },
});
