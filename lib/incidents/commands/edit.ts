import sql from 'sql-template-tag';
import { z } from 'zod';
import { appendDeliveries, sourceOf } from '@/lib/audit/deliveries';
import { NotFoundError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { applyPatch } from '../model/incident';
import { StaleFieldsError, staleFields } from '../model/stale';
import type { IncidentPatch, IncidentStatus, SeenFields } from '../schema';
import { findIncident } from './find';
import { lockLinks } from './links';
import { lockIncidents, storeIncidents } from './rows';

export type EditReceipt = { id: number; number: number; status: IncidentStatus; changed: string[] };

/**
 * Sets what a patch names on one incident (api.md, PATCH /api/v1/incidents/{key}). Throws ValidationError with
 * `illegal_transition` when the status cannot follow, or naming the field that is missing or cannot be; StaleFieldsError when what it
 * changes is no longer what its writer saw there.
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
    const named = [patch.causedBy, patch.fixedBy].filter((name) => typeof name === 'string');
    if (named.length > 0) await lockLinks(tx, named);
    const id = await findIncident(tx, key, sourceOf(actor));
    const [draft] = await lockIncidents(tx, sql`i.id = ${id}`);
    if (!draft?.stored) throw new NotFoundError(`Incident "${key}"`);
    const { number } = draft.stored;
    const stale = staleFields(draft.incident, patch, seen);
    if (stale.length > 0) throw new StaleFieldsError(stale);
    const { incident, log } = applyPatch(draft.incident, patch, now);
    await storeIncidents(tx, [{ ...draft, incident, log }], actor, now);
    const sourceId = sourceOf(actor);
    if (sourceId !== null) {
      const result = log.length > 0 ? 'updated' : 'duplicate';
      await appendDeliveries(tx, [{ sourceId, kind: 'incident', externalId: `INC-${number}`, result, requestId }]);
    }
    return { id, number, status: incident.status, changed: log.map((entry) => entry.kind) };
  },
  audit: ({ number, changed }, { input }) =>
    changed.length > 0 ? { subject: `INC-${number}`, detail: { changed, patch: input.patch } } : null,
  announce: ({ changed }) => (changed.length > 0 ? ['overview'] : []),
  afterCommit: refreshRollupsSoon,
});
