import { z } from 'zod';
import { appendDeliveries, sourceOf } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { timeProblem } from '@/lib/core/event-time';
import type { Tx } from '@/lib/db/transaction';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { requireAccessAuthority, visibilityRows } from '../model/access';
import { actOf, requireAuthority, severityAct, timesAct } from '../model/authority';
import { reopensReview, requireClosable } from '../model/closing';
import { applyPatch } from '../model/incident';
import { StaleFieldsError, staleFields } from '../model/stale';
import { readOnly } from '../model/status';
import type { IncidentPatch, IncidentStatus, SeenFields } from '../schema';
import { incidentChannel } from '../schema/room';
import type { EditWarning } from '../schema/times';
import { lockLinks } from './links';
import { type Merged, mergeIncident } from './merge';
import { readPolicies } from './read-policies';
import { incidentOver, lockRoom, requireVersion, writeRoom } from './room';
import { requireUnnamed } from './unnamed';

export type EditReceipt = {
  id: number;
  number: number;
  status: IncidentStatus;
  changed: string[];
  /** What it set off beside what was asked for. */
  setOff: EditWarning[];
  /** Number of the one that it was merged into. */
  beside?: number;
};

/**
 * Sets what a patch names on one incident (api.md, PATCH /api/v1/incidents/{key}). Throws ValidationError with
 * `illegal_transition` when the status cannot follow, or naming the field that is missing or cannot be; ForbiddenError when the step is the
 * commander's; ConflictError `stale_version` when the incident, or StaleFieldsError when a field that it changes, is no longer what its
 * writer saw.
 */
export const editIncident = command({
  name: 'incident.edit',
  permission: 'incident:respond',
  // The patch was parsed at the door by `incidentPatch`, what was seen by `incidentForm`.
  input: z.object({
    key: z.string(),
    patch: z.custom<IncidentPatch>(),
    seen: z.custom<SeenFields | undefined>().optional(),
  }),
  run: async ({ tx, actor, input: { key, patch, seen = {} }, now, requestId = '' }): Promise<EditReceipt> => {
    const problem =
      timeProblem(patch.startedAt, '/started_at', now) ??
      timeProblem(patch.detectedAt, '/detected_at', now) ??
      timeProblem(patch.mitigatedAt, '/mitigated_at', now) ??
      timeProblem(patch.resolvedAt, '/resolved_at', now);
    if (problem) throw problem;
    const { mergedInto: into } = patch;
    const { locked, incident, log, target } =
      into === undefined
        ? await editOne({ tx, actor, now, key, patch, seen })
        : await mergeIncident({ tx, actor, now, key, into, patch });
    const { id, number } = locked.stored;
    const sourceId = sourceOf(actor);
    if (sourceId !== null) {
      const result = log.length > 0 ? 'updated' : 'duplicate';
      await appendDeliveries(tx, [{ sourceId, kind: 'incident', externalId: `INC-${number}`, result, requestId }]);
    }
    const beside = target ? { beside: target.stored.number } : {};
    const setOff = reopensReview(locked.stored.room.postmortem, log) ? ['POSTMORTEM_REVIEW_REOPENED' as const] : [];
    return { id, number, status: incident.status, changed: log.map((entry) => entry.kind), setOff, ...beside };
  },
  audit: ({ number, changed }, { input }) =>
    changed.length > 0 ? { subject: `INC-${number}`, detail: { changed, patch: withoutWords(input.patch) } } : null,
  announce: ({ number, changed, beside }) =>
    changed.length > 0 ? [...[number, ...(beside ? [beside] : [])].map(incidentChannel), 'overview'] : [],
  afterCommit: refreshRollupsSoon,
});

/** An audit outlives a redaction: it names what was written, and quotes nothing of it. */
function withoutWords({ title, summary, reason, ...rest }: IncidentPatch) {
  const named = Object.entries({ title, summary, reason }).flatMap(([name, words]) =>
    words === undefined ? [] : [name],
  );
  return { ...rest, ...(named.length > 0 ? { words: named } : {}) };
}

type Editing = { tx: Tx; actor: Actor; now: Date; key: string; patch: IncidentPatch; seen: SeenFields };

async function editOne(editing: Editing): Promise<Omit<Merged, 'target'> & { target: null }> {
  const { tx, actor, now, key, patch, seen } = editing;
  const named = [patch.causedBy, patch.fixedBy].filter((name) => typeof name === 'string');
  if (named.length > 0) await lockLinks(tx, named);
  const locked = await lockRoom(tx, actor, key);
  const { room } = locked.stored;
  const before = locked.incident;
  requireVersion(locked, patch.expectedVersion);
  const stale = staleFields(before, patch, seen);
  if (stale.length > 0) throw new StaleFieldsError(stale);
  const { incident, log: facts } = applyPatch(before, patch, now);
  const doors = visibilityRows(room, patch.visibility, now);
  if (doors.length > 0) {
    requireAccessAuthority(actor, room, locked.sourceId);
    if (patch.visibility === 'open') await requireUnnamed(tx, actor, locked);
  }
  const log = [...facts, ...doors];
  if (log.length > 0 && incident.status === before.status && readOnly.includes(before.status))
    throw incidentOver(locked);
  if (incident.status !== before.status) requireAuthority(actor, actOf(incident.status), room);
  requireAuthority(actor, severityAct(before.severity, incident.severity), room);
  requireAuthority(actor, timesAct(before.status, incident.status, facts), room);
  if (incident.status === 'closed' && before.status !== 'closed')
    requireClosable(incident, room, await readPolicies(tx));
  await writeRoom(tx, locked, log, { actor, now, incident });
  return { locked, incident, log, target: null };
}
