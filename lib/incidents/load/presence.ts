import 'server-only';
import { actorLabel } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import { whisper } from '@/lib/db/listen';
import type { CommandContext } from '@/lib/server/command';
import { noteSeen } from '../commands/note-seen';
import { numberIn } from '../model/key';
import { canSeeNumber } from '../queries/live';
import { holdsSeat } from '../queries/seen';
import type { PresenceHeard, RoomPresence } from '../schema/presence';
import { incidentChannel } from '../schema/room';

/** Tells those who have an incident open that somebody is there; of who holds a seat it is kept when that was. */
export async function tellRoomPresence(context: CommandContext, key: string, body: RoomPresence): Promise<void> {
  const { actor } = context;
  const number = numberIn(key);
  if (number === null || !(await canSeeNumber(actor, number))) throw new NotFoundError(`Incident "${key}"`);
  const { id, name } = actorLabel(actor);
  const heard: PresenceHeard = { ...body, user: { id: id ?? name, name: actor.kind === 'user' ? actor.name : name } };
  await whisper(incidentChannel(number), { event: 'presence', data: heard });
  // Most only look on: they cost no transaction.
  if (actor.kind === 'user' && body.is_here && (await holdsSeat(number, actor.id)))
    await noteSeen.execute(number, context);
}
