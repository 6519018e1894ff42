import { z } from 'zod';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const health = z.object({ status: z.enum(['ok', 'starting', 'unavailable']) });

export const readLiveness = operation({
  method: 'GET',
  path: '/api/health/live',
  tag: 'Health',
  summary: 'The process runs',
  permission: 'public',
  answers: { 200: { description: 'It runs.', schema: health } },
});

export const readReadiness = operation({
  method: 'GET',
  path: '/api/health/ready',
  tag: 'Health',
  summary: 'The database answers and migrations are applied',
  permission: 'public',
  answers: {
    200: { description: 'Ready for requests.', schema: health },
    503: { description: 'Starting, or the database does not answer.', schema: health },
  },
});

export const listenToChannel = operation({
  method: 'GET',
  path: '/api/live/{channel}',
  tag: 'Live',
  summary: 'Server-sent events of a channel; `Last-Event-ID` (or `?after=<seq>`) resumes without a gap',
  permission: 'live:listen',
  params: z.object({ channel: z.string().max(100).describe('`overview`, `incident:INC-42`, `postmortem:INC-42`') }),
  pathExample: { channel: 'overview' },
  query: z.object({ after: z.coerce.number().int().min(0).optional() }),
  answers: {
    200: {
      description: '`change` (overview) or `row` (incident), `beat` every 10 s, `bye` when the server stops.',
      contentType: 'text/event-stream',
    },
    404: problemAnswer('There is no such channel.'),
    503: problemAnswer('Too many streams are open, or the database does not answer. Try again after Retry-After.'),
  },
});
