import { z } from 'zod';
import { externalId } from '@/lib/core/fields';
import {
  postmortemAnswer,
  presenceBody,
  pullQuery,
  startReceipt,
  updateQuery,
  updateReceipt,
  updatesAnswer,
} from '@/lib/postmortems/schema';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const params = z.object({ key: externalId.describe('INC-42, or the id that its source chose') });
const notFound = problemAnswer('There is no such incident, or nobody began its post-mortem.');
const ambiguous = problemAnswer('Several sources have this id.');

export const readPostmortemOperation = operation({
  method: 'GET',
  path: '/api/v1/incidents/{key}/postmortem',
  tag: 'Reading',
  summary:
    'Read a post-mortem by its parts, or with `Accept: text/markdown` as one text. From mitigation on there is a draft',
  permission: 'incident:read',
  params,
  pathExample: { key: 'INC-1' },
  query: z.strictObject({
    format: z.enum(['json', 'markdown']).optional().describe('Instead of Accept; markdown is offered as a file'),
  }),
  answers: { 200: { description: 'The post-mortem.', schema: postmortemAnswer }, 404: notFound, 409: ambiguous },
});

export const startPostmortemOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/postmortem',
  tag: 'Ingest',
  summary:
    'Start the post-mortem of an incident that is mitigated: its draft comes from the log and can be written from now on',
  permission: 'postmortem:write',
  params,
  pathExample: { key: 'INC-1' },
  body: z.strictObject({}),
  answers: {
    201: { description: 'Started.', schema: startReceipt },
    200: { description: 'Somebody began it before.', schema: startReceipt },
    404: notFound,
    409: ambiguous,
  },
  example: {},
});

export const pullUpdatesOperation = operation({
  method: 'GET',
  path: '/api/postmortems/{key}/updates',
  tag: 'Editor',
  summary: "Pull a post-mortem's text as Yjs updates",
  permission: 'incident:read',
  params,
  pathExample: { key: 'INC-1' },
  query: pullQuery,
  answers: { 200: { description: 'What came after `after`.', schema: updatesAnswer }, 404: notFound },
});

export const pushUpdateOperation = operation({
  method: 'POST',
  path: '/api/postmortems/{key}/updates',
  tag: 'Editor',
  summary: 'Store one Yjs update of a post-mortem, at most 256 KB; the same `idem_key` again stores nothing',
  permission: 'postmortem:write',
  params,
  pathExample: { key: 'INC-1' },
  query: updateQuery,
  stream: 'application/octet-stream',
  isRepeatable: true,
  answers: {
    200: { description: 'Stored.', schema: updateReceipt },
    404: notFound,
    409: problemAnswer(
      '`postmortem_locked`: approved, published or skipped. `updates_missing`: it builds on text that is not here; `current.state_vector` says what is.',
    ),
  },
});

export const tellPresenceOperation = operation({
  method: 'POST',
  path: '/api/postmortems/{key}/presence',
  tag: 'Editor',
  summary: 'Tell the others who is reading or writing a post-mortem, and where; never stored',
  permission: 'incident:read',
  params,
  pathExample: { key: 'INC-1' },
  body: presenceBody,
  isRepeatable: true,
  answers: { 204: { description: 'Told to whoever listens now.' }, 404: notFound },
});
