import 'server-only';
import type { z } from 'zod';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import { whisper } from '@/lib/db/listen';
import { auditViewingOf } from '@/lib/incidents/commands/note-viewing';
import { numberIn } from '@/lib/incidents/model/key';
import { findPostmortem, pullUpdates } from '../queries/pull';
import { postmortemChannel, type presenceBody, type UpdatesAnswer } from '../schema';

/** The post-mortem of a key; throws NotFoundError when there is nothing that this actor may see. */
async function findOne(actor: Actor, key: string) {
  const number = numberIn(key);
  const found = number === null ? null : await findPostmortem(number, actor);
  if (number === null || !found) throw new NotFoundError(`The post-mortem of "${key}"`);
  return { number, found };
}

/** What an editor has missed; throws NotFoundError when there is nothing that this actor may see. */
export async function pullPostmortem(actor: Actor, key: string, after: number | undefined): Promise<UpdatesAnswer> {
  const { number, found } = await findOne(actor, key);
  await auditViewingOf(actor, number);
  return pullUpdates(found, after);
}

/** Tells those who have it open that somebody is there; whose name it is, the session says and not the caller. */
export async function tellPresence(actor: Actor, key: string, body: z.output<typeof presenceBody>): Promise<void> {
  const { number } = await findOne(actor, key);
  const { id, name } = actorLabel(actor);
  const user = { id: id ?? name, name: actor.kind === 'user' ? actor.name : name };
  await whisper(postmortemChannel(number), { event: 'presence', data: { ...body, user } });
}
