import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import type { Actor, UserActor } from '@/lib/auth/actor';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { makeKey, makeUser } from '@/lib/testing/people';
import { verifyFold } from '../queries/verify-fold';
import { type IncidentStatus, incidentPatch, incidentStatuses } from '../schema';
import { acknowledge } from './acknowledge';
import { openRoom } from './declare';
import { editIncident } from './edit';
import { type LockedRoom, lockRoomById, writeRoom } from './room';
import { changeSeat } from './seats';

/** I9: an illegal or stale step is never stored, whoever tries; a legal one is. The table is that of incidents.md §1 and §4, written out. */
const legal: Record<IncidentStatus, IncidentStatus[]> = {
  triage: ['investigating', 'declined', 'merged', 'cancelled'],
  investigating: ['identified', 'mitigating', 'mitigated', 'resolved', 'merged', 'cancelled'],
  identified: ['investigating', 'mitigating', 'mitigated', 'resolved', 'merged', 'cancelled'],
  mitigating: ['investigating', 'identified', 'mitigated', 'resolved', 'merged', 'cancelled'],
  mitigated: ['investigating', 'resolved', 'merged', 'cancelled'],
  resolved: ['investigating', 'closed'],
  closed: ['investigating'],
  declined: [],
  merged: [],
  cancelled: [],
};

type Who = 'viewer' | 'responder' | 'commander' | 'manager' | 'admin' | 'key';
const everybody: Who[] = ['viewer', 'responder', 'commander', 'manager', 'admin', 'key'];

/** May this one take the step, while another one commands or nobody does? */
function isAllowed(who: Who, to: IncidentStatus, isSeated: boolean): boolean {
  if (who === 'viewer') return false;
  // A key reports what became of it; whether two are one, whoever commands decides.
  if (who === 'key' && to === 'merged') return !isSeated;
  if (who === 'key' || (who === 'commander' && isSeated)) return true;
  switch (to) {
    case 'resolved':
      return false;
    case 'mitigated':
    case 'merged':
    case 'cancelled':
      return !isSeated;
    case 'closed':
      return who === 'manager' || who === 'admin';
    default:
      return true;
  }
}

let actors: Record<Who, Actor>;
let commander: UserActor;
/** Where what is merged goes. */
let target: string;

beforeAll(async () => {
  commander = await makeUser('responder');
  actors = {
    viewer: await makeUser('viewer'),
    responder: await makeUser('responder'),
    commander,
    manager: await makeUser('release_manager'),
    admin: await makeUser('admin'),
    key: await makeKey(['read', 'incidents']),
  };
  target = (await made('investigating', false, 1))[0]?.key ?? '';
});

const system = { kind: 'system', name: 'test' } as const;
const person = ({ id, name }: UserActor) => ({ id, name });

/** SEV3 incidents that stand at `status`, with a commander or without one. */
function made(status: IncidentStatus, isSeated: boolean, count: number): Promise<{ id: number; key: string }[]> {
  return inTransaction(async (tx) => {
    const rooms: { id: number; key: string }[] = [];
    for (let index = 0; index < count; index += 1) {
      const at = new Date();
      const said = { title: 'Log-in fails', severity: 'SEV3' as const, detectedAt: new Date(at.getTime() - 60_000) };
      const beginning = { status: 'triage' as const, commander: isSeated ? person(commander) : null, at };
      const locked = await openRoom(tx, system, { report: { services: [], said }, beginning }, at);
      if (status !== 'triage') await put(await lockRoomById(tx, locked.stored.id));
      rooms.push({ id: locked.stored.id, key: `INC-${locked.stored.number}` });
    }
    return rooms;

    async function put(locked: LockedRoom): Promise<void> {
      const now = new Date();
      const payload = { from: 'triage', to: status };
      const moved = { kind: 'status_changed', occurredAt: now, text: `It is ${status}`, payload };
      const ended = { milestone: 'resolved', at: now, before: null };
      const isOver = status === 'resolved' || status === 'closed';
      const log = isOver ? [moved, { ...moved, kind: 'milestone_set', payload: ended }] : [moved];
      const incident = { ...locked.incident, status, ...(isOver ? { resolvedAt: now } : {}) };
      await writeRoom(tx, locked, log, { actor: system, now, incident });
    }
  });
}

const stored = async (id: number) => {
  const [row] = await primarySql<{ status: IncidentStatus; version: number; seq: number }>(
    sql`SELECT status, version, last_seq AS seq FROM incident WHERE id = ${id}`,
  );
  return row;
};
async function step(actor: Actor, key: string, to: IncidentStatus, expected?: number): Promise<unknown> {
  const patch = incidentPatch.parse({
    status: to,
    reason: 'because',
    ...(to === 'merged' ? { merged_into: target } : {}),
    ...(expected ? { expected_version: expected } : {}),
  });
  return editIncident.execute({ key, patch }, { actor });
}

const seating = [
  ['with a commander', true],
  ['with an empty seat', false],
] as const;

test.each(seating)(
  'I9: every pair of statuses, every role, %s: what is legal and current is stored, nothing else',
  async (_how, isSeated) => {
    const steps = { stored: 0, refused: 0 };
    for (const from of incidentStatuses) {
      const going = legal[from].flatMap((to) => everybody.filter((who) => isAllowed(who, to, isSeated)));
      const fresh = await made(from, isSeated, going.length + 1);
      let room = fresh.pop();
      for (const to of incidentStatuses) {
        for (const who of everybody) {
          if (!room) throw new Error('too few incidents');
          const before = await stored(room.id);
          const name = `${who}: ${from} → ${to}`;
          const isLegal = legal[from].includes(to) && isAllowed(who, to, isSeated);
          if (isLegal) {
            const stale = step(actors[who], room.key, to, (before?.version ?? 0) + 1);
            await expect(stale, `${name}, stale`).rejects.toMatchObject({ code: 'stale_version' });
            expect(await stored(room.id), `${name}, stale`).toEqual(before);
            await step(actors[who], room.key, to, before?.version);
            expect((await stored(room.id))?.status, name).toBe(to);
            steps.stored += 1;
            room = fresh.pop();
          } else {
            // What it is already, it may be said to be: that changes nothing either.
            if (from === to && who !== 'viewer') await step(actors[who], room.key, to).catch(() => undefined);
            else await expect(step(actors[who], room.key, to), name).rejects.toThrow();
            const after = await stored(room.id);
            expect(after?.status, name).toBe(from);
            if (from !== to) expect(after, name).toEqual(before);
            steps.refused += 1;
          }
        }
      }
      if (room) expect(await verifyFold(room.key)).toMatchObject({ ok: true });
    }
    expect(steps.stored + steps.refused).toBe(incidentStatuses.length ** 2 * everybody.length);
    expect(steps.stored).toBeGreaterThan(60);
  },
  120_000,
);

test('I9: an acknowledgement that comes late, or at the same moment, does not bring back what is resolved', async () => {
  const rooms = await made('investigating', true, 12);
  for (const { key } of rooms) {
    const late = () => acknowledge.execute({ key }, { actor: actors.responder });
    const seat = () => changeSeat.execute({ key, seat: 'scribe', do: 'take' }, { actor: actors.responder });
    await Promise.all([step(commander, key, 'resolved'), late(), seat()]);
    await late();
  }
  for (const { id, key } of rooms) {
    expect((await stored(id))?.status).toBe('resolved');
    expect(await verifyFold(key)).toMatchObject({ ok: true });
  }
});

test('I9: of eight who take different steps from the same version, one goes', async () => {
  const [room] = await made('investigating', true, 1);
  if (!room) throw new Error('no incident');
  const before = await stored(room.id);
  const targets: IncidentStatus[] = ['identified', 'mitigating', 'mitigated', 'resolved'];
  const tries = await Promise.allSettled(
    [...targets, ...targets].map((to) => step(commander, room.key, to, before?.version)),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [moves] = await primarySql<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM incident_event WHERE incident_id = ${room.id} AND kind = 'status_changed' AND seq > ${before?.seq ?? 0}`);
  expect(moves?.n).toBe(1);
});
