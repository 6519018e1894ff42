import { actorLabel } from '@/lib/auth/actor';
import { acknowledgement } from '../schema/respond';
import { endStatuses, roomCommand, roomInput } from './room';
import { requireToldTime } from './told-time';

/** Says that somebody has seen an incident and looks after it; the first time counts. */
export const acknowledge = roomCommand({
  name: 'incident.acknowledge',
  input: roomInput.extend(acknowledgement.shape),
  closedFor: endStatuses,
  run: ({ actor, input, locked, now }) => {
    requireToldTime(input.occurred_at, { now, detectedAt: locked.incident.detectedAt });
    const at = input.occurred_at ?? now;
    const { acknowledgedAt } = locked.stored.room;
    if (acknowledgedAt && acknowledgedAt <= at) return { log: [] };
    const name = actor.kind === 'user' ? actor.name : actorLabel(actor).name;
    return { log: [{ kind: 'acknowledged', occurredAt: at, text: `${name} acknowledged it`, payload: {} }] };
  },
});
