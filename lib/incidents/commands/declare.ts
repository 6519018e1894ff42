import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { environmentName } from '@/lib/catalog/schema';
import { timeProblem } from '@/lib/core/event-time';
import { instant, requiredText, serviceSlug } from '@/lib/core/fields';
import type { Tx } from '@/lib/db/transaction';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { type Beginning, declare } from '../model/incident';
import { type IncidentReport, incidentKinds, severities } from '../schema';
import { incidentChannel, visibilities } from '../schema/room';
import { linkSuspects } from './deploys';
import { type LockedRoom, lockRoomById } from './room';
import { type Draft, storeIncidents } from './rows';

/** The declare dialog: one required field. */
export const declareInput = z.object({
  title: requiredText(300).min(5, 'Say what is broken, in a few words.'),
  severity: z.enum(severities).default('SEV2'),
  services: z.array(serviceSlug).max(50).default([]),
  environment: environmentName.nullish(),
  detected_at: instant.nullish().describe('Now, when absent'),
  started_at: instant.nullish().describe('When users began to feel it'),
  kind: z.enum(incidentKinds).default('real'),
  visibility: z.enum(visibilities).default('open').describe('private: for people let in, seat holders, administrators'),
  take_command: z.boolean().default(true).describe('Whoever declares it commands it until somebody else does'),
});

export type Opening = { report: Omit<IncidentReport, 'id'>; beginning: Beginning };

/** Opens an incident that no report of a source has named, within the caller's transaction; its row is locked from then on. */
export async function openRoom(tx: Tx, actor: Actor, { report, beginning }: Opening, now: Date): Promise<LockedRoom> {
  const step = declare({ id: '', ...report }, now, beginning);
  const draft: Draft = { sourceId: null, externalId: null, stored: null, ...step };
  const written = (await storeIncidents(tx, [draft], [{ actor }], now)).get(draft);
  if (!written) throw new Error('a new incident was not stored');
  const locked = await lockRoomById(tx, written.id);
  return linkSuspects(tx, locked, now);
}

/** Declares an incident: its room exists from then on, and whoever declares it commands it unless they say otherwise. */
export const declareIncident = command({
  name: 'incident.declare',
  permission: 'incident:respond',
  input: declareInput,
  run: async ({ tx, actor, input, now }): Promise<{ id: number; number: number }> => {
    const problem =
      timeProblem(input.detected_at, '/detected_at', now) ?? timeProblem(input.started_at, '/started_at', now);
    if (problem) throw problem;
    const { title, severity, kind, services, visibility } = input;
    const said = {
      title,
      severity,
      kind,
      visibility,
      detectedAt: input.detected_at ?? now,
      environment: input.environment ?? 'production',
      ...(input.started_at ? { startedAt: input.started_at } : {}),
    };
    const person = actor.kind === 'user' ? { id: actor.id, name: actor.name } : null;
    const beginning = { declaredBy: person?.id ?? null, commander: input.take_command ? person : null, at: now };
    const { stored } = await openRoom(
      tx,
      actor,
      { report: { services: [...new Set(services)], said }, beginning },
      now,
    );
    return { id: stored.id, number: stored.number };
  },
  audit: ({ number }, { input }) => ({ subject: `INC-${number}`, detail: { ...input } }),
  announce: ({ number }) => [incidentChannel(number), 'overview'],
  afterCommit: refreshRollupsSoon,
});
