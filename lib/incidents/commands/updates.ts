import { ValidationError } from '@/lib/core/errors';
import { mostUpdateMinutes, updateBody } from '../schema/respond';
import { endStatuses, roomCommand, roomInput } from './room';

/**
 * Posts an update; it is kept as it was said. Throws a ValidationError when the next one is promised for a time that has passed, or for more than
 * 24 hours from now, and when a public one has no headline or belongs to a private incident.
 */
export const postUpdate = roomCommand({
  name: 'incident.update',
  input: roomInput.extend(updateBody.shape),
  closedFor: endStatuses,
  run: ({ input, locked, now }) => {
    const { audience, headline = null, conditions, actions, needs } = input;
    const due = input.next_due_at ?? null;
    if (due && due <= now)
      throw new ValidationError([{ path: '/next_due_at', message: 'The next update lies in the future.' }]);
    if (due && due.getTime() > now.getTime() + mostUpdateMinutes * 60_000)
      throw new ValidationError([
        {
          path: '/next_due_at',
          message: 'Promise the next update within 24 hours, or leave this out to promise none.',
        },
      ]);
    if (audience === 'public') {
      if (locked.stored.room.visibility === 'private')
        throw new ValidationError([{ path: '/audience', message: 'A private incident has no public updates.' }]);
      if (!headline)
        throw new ValidationError([{ path: '/headline', message: 'Say in a few words what the public reads first.' }]);
    }
    const said = [
      ['Conditions', conditions],
      ['Actions', actions],
      ['Needs', needs],
    ].flatMap(([label, words]) => (words ? [`${label}: ${words}`] : []));
    const payload = { headline, conditions, actions, needs, next_due_at: due };
    return { log: [{ kind: 'update_posted', occurredAt: now, text: said.join('\n'), payload, audience }] };
  },
});
