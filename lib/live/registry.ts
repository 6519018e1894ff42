import sql from 'sql-template-tag';
import { type Actor, findSessionUser, rereadActor } from '@/lib/auth/actor';
import { can, type Permission } from '@/lib/auth/policy';
import { listenTo, listenToWhispers } from '@/lib/db/listen';
import { primarySql } from '@/lib/db/pool';
import { canSeeNumber, readLastSeq, readRowsAfter } from '@/lib/incidents/queries/live';
import { findPostmortem, streamedUpdates } from '@/lib/postmortems/queries/pull';
import { lastStepOf, readSteps } from '@/lib/rollbacks/queries/rollbacks';
import type { LiveEvent, LiveSource } from '@/lib/server/stream';

/** What a listener heard of what has no rows, by its name: how often it had changed then. */
type Heard = Map<string, number>;

/** A kind of live channel: who may listen to it and what it tells. New kinds are added here. */
type ChannelKind = {
  matches: (channel: string) => boolean;
  permission: Permission;
  head: (channel: string) => Promise<number>;
  /** What this listener may hear of what came after `seq`, and of what is not as it was `heard`. */
  after: (channel: string, seq: number, actor: Actor, heard: Heard) => Promise<LiveEvent[]>;
  /** Of what not everybody may see: is it there, for this listener? */
  isVisible?: (channel: string, actor: Actor) => Promise<boolean>;
  /** Tells also what is never stored. */
  whispers?: boolean;
};

/** Metrics, lists and the overview: one `change` event however many things happened since. */
const overview: ChannelKind = {
  matches: (channel) => channel === 'overview',
  permission: 'live:listen',
  head: channelSeq,
  after: async (channel, seq) => {
    const head = await channelSeq(channel);
    return head > seq ? [{ seq: head, event: 'change', data: { seq: head } }] : [];
  },
};

const postmortemNumber = (channel: string) => Number(/^postmortem:INC-([1-9]\d{0,14})$/.exec(channel)?.[1] ?? 0);

/** The text of a post-mortem as it is written: each update as a row, that its comments changed, who is there as whispers. */
const postmortem: ChannelKind = {
  matches: (channel) => postmortemNumber(channel) > 0,
  permission: 'incident:read',
  isVisible: async (channel, actor) => (await findPostmortem(postmortemNumber(channel), actor)) !== null,
  head: async (channel) => (await findPostmortem(postmortemNumber(channel), null))?.lastSeq ?? 0,
  after: async (channel, seq, actor, heard) => {
    const found = await findPostmortem(postmortemNumber(channel), actor);
    if (!found) return [];
    const updates = found.lastSeq > seq ? await streamedUpdates(found.id, seq) : [];
    const rows = updates.map((row): LiveEvent => ({ seq: row.seq, event: 'row', data: row }));
    if (heard.get('comments') === found.commentSeq) return rows;
    heard.set('comments', found.commentSeq);
    // Beside the rows, so it moves no cursor.
    return [...rows, { seq: rows.at(-1)?.seq ?? seq, event: 'comments', data: { seq: found.commentSeq } }];
  },
  whispers: true,
};

const incidentNumber = (channel: string) => Number(/^incident:INC-([1-9]\d{0,14})$/.exec(channel)?.[1] ?? 0);

/** One incident: each row of its log, under its number; who is there as whispers. */
const incident: ChannelKind = {
  matches: (channel) => incidentNumber(channel) > 0,
  permission: 'incident:read',
  head: (channel) => readLastSeq(incidentNumber(channel)),
  after: async (channel, seq, actor) =>
    (await readRowsAfter(actor, incidentNumber(channel), seq)).map((row) => ({
      seq: row.seq,
      event: 'row',
      data: row,
    })),
  isVisible: (channel, actor) => canSeeNumber(actor, incidentNumber(channel)),
  whispers: true,
};

const rollbackId = (channel: string) =>
  /^rollback:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(channel)?.[1] ?? null;

/** One rollback: each step, under its number, without its words. Whoever may read it reads it by the API, which knows what it may tell. */
const rollback: ChannelKind = {
  matches: (channel) => rollbackId(channel) !== null,
  permission: 'rollback:read',
  head: (channel) => lastStepOf(rollbackId(channel) ?? ''),
  after: async (channel, seq) =>
    (await readSteps(rollbackId(channel) ?? '', seq)).map((step) => ({
      seq: step.seq,
      event: 'row',
      data: { seq: step.seq, at: step.at, state: step.state },
    })),
  isVisible: async (channel) => (await lastStepOf(rollbackId(channel) ?? '')) > 0,
};

const kinds: ChannelKind[] = [overview, incident, postmortem, rollback];

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
  const heard: Heard = new Map();
  return {
    head: () => kind.head(channel),
    after: (seq) => kind.after(channel, seq, actor, heard),
    subscribe: (onHint) => listenTo(channel, onHint),
    allowed: async () => {
      const current =
        actor.kind === 'user'
          ? await findSessionUser(actor.sessionHash, false)
          : await rereadActor({ sql: primarySql }, actor);
      if (current === null || !can(current, kind.permission)) return false;
      return (await kind.isVisible?.(channel, current)) ?? true;
    },
    ...(kind.whispers ? { whispers: (onWhisper) => listenToWhispers(channel, onWhisper) } : {}),
  };
}

/** The number of the incident that a channel tells of; null when it tells of none. */
export function incidentOfChannel(channel: string): number | null {
  return incidentNumber(channel) || postmortemNumber(channel) || null;
}

/** Is there such a channel for this listener? A hidden one is none. */
export async function isChannelVisible(channel: string, actor: Actor): Promise<boolean> {
  const kind = kinds.find((each) => each.matches(channel));
  return kind !== undefined && ((await kind.isVisible?.(channel, actor)) ?? true);
}
