import { z } from 'zod';
import { externalId } from '@/lib/core/fields';
import { roomPresence } from '@/lib/incidents/schema/presence';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

export const tellRoomPresenceOperation = operation({
  method: 'POST',
  path: '/api/incidents/{key}/presence',
  tag: 'Live',
  summary:
    'Tell the others who has an incident open and who is typing; of whoever holds a seat it is noted, to the minute, when they were last there',
  permission: 'incident:read',
  params: z.object({ key: externalId.describe('INC-42') }),
  pathExample: { key: 'INC-1' },
  body: roomPresence,
  isRepeatable: true,
  answers: { 204: { description: 'Told to whoever listens now.' }, 404: problemAnswer('There is no such incident.') },
});
