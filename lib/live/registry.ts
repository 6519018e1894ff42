import sql from 'sql-template-tag';
import { type Actor, findSessionUser, rereadActor } from '@/lib/auth/actor';
import { can, type Permission } from '@/lib/auth/policy';
import { listenTo } from '@/lib/db/listen';
import { primarySql } from '@/lib/db/pool';
import type { LiveEvent, LiveSource } from '@/lib/server/stream';

/** A kind of live channel: who may listen to it and what it tells. New kinds are added here. */
type ChannelKind = {
  matches: (channel: string) => boolean;
  permission: Permission;
  head: (channel: string) => Promise<number>;
  after: (channel: string, seq: number) => Promise<LiveEvent[]>;
};

/** Metrics, lists and the overview: one `change` event however many things happened since. */
const overview: ChannelKind = {
  matches: (channel) => channel === 'overview',
  permission: 'metrics:read',
  head: channelSeq,
  after: async (channel, seq) => {
    const head = await channelSeq(channel);
    return head > seq ? [{ seq: head, event: 'change', data: { seq: head } }] : [];
  },
};

const kinds = [overview];

async function channelSeq(name: string): Promise<number> {
  const [row] = await primarySql<{ seq: number }>(sql`SELECT seq FROM live_channel WHERE name = ${name}`);
  return row?.seq ?? 0;
}

/** The permission that a channel asks for; null when there is no such channel. */
export function channelPermission(channel: string): Permission | null {
  return kinds.find((kind) => kind.matches(channel))?.permission ?? null;
}

/** The stream source of a channel for one listener; null when there is no such channel. */
export function liveSource(channel: string, actor: Actor): LiveSource | null {
  const kind = kinds.find((each) => each.matches(channel));
  if (!kind) return null;
  return {
    head: () => kind.head(channel),
    after: (seq) => kind.after(channel, seq),
    subscribe: (onHint) => listenTo(channel, onHint),
    allowed: async () => {
      const current =
        actor.kind === 'user'
          ? await findSessionUser(actor.sessionHash, false)
          : await rereadActor({ sql: primarySql }, actor);
      return current !== null && can(current, kind.permission);
    },
  };
}
