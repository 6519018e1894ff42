import 'server-only';
import type { z } from 'zod';
import { type Actor, actorLabel } from '@/lib/auth/actor';
import { NotFoundError } from '@/lib/core/errors';
import { whisper } from '@/lib/db/listen';
import { findPostmortem, pullUpdates } from '../queries/pull';
import { postmortemChannel, type presenceBody, type UpdatesAnswer } from '../schema';

/** The number in INC-42; an editor knows its post-mortem by that key. */
function numberIn(key: string): number {
  const digits = /^INC-([1-9]\d{0,14})$/i.exec(key)?.[1];
  if (!digits) throw new NotFoundError(`The post-mortem of "${key}"`);
  return Number(digits);
}

/** What an editor has missed; throws NotFoundError when there is nothing that this actor may see. */
export async function pullPostmortem(actor: Actor, key: string, after: number | undefined): Promise<UpdatesAnswer> {
  const found = await findPostmortem(numberIn(key), actor);
  if (!found) throw new NotFoundError(`The post-mortem of "${key}"`);
  return pullUpdates(found, after);
}

/** Tells those who have it open that somebody is there; whose name it is, the session says and not the caller. */
export async function tellPresence(actor: Actor, key: string, body: z.output<typeof presenceBody>): Promise<void> {
  const number = numberIn(key);
  if (!(await findPostmortem(number, actor))) throw new NotFoundError(`The post-mortem of "${key}"`);
  const { id, name } = actorLabel(actor);
  const user = { id: id ?? name, name: actor.kind === 'user' ? actor.name : name };
  await whisper(postmortemChannel(number), { event: 'presence', data: { ...body, user } });
}
