import { z } from 'zod';
import { appendDeliveries, requireSource, sourceOf } from '@/lib/audit/deliveries';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import type { IncidentReport } from '../schema';
import { incidentChannel } from '../schema/room';
import type { TimeWarning } from '../schema/times';
import { type IncidentOutcome, writeIncidents } from './write';

/**
 * Writes reports of incidents, each refused or accepted by itself; outcomes in order. The delivery log, and the
 * roll-ups' refresh once all is written, are the caller's.
 */
export const reportIncidents = command({
  name: 'incident.report_many',
  permission: 'incident:report',
  // Parsed at the door by `incidentBody`.
  input: z.custom<IncidentReport[]>(Array.isArray),
  audit: 'none',
  run: async ({ tx, actor, input, now }) => writeIncidents(tx, actor, requireSource(sourceOf(actor)), input, now),
  announce: (outcomes: IncidentOutcome[]) => {
    const changed = outcomes.flatMap((outcome) =>
      outcome.ok && !outcome.duplicate ? [incidentChannel(outcome.number)] : [],
    );
    return changed.length > 0 ? [...changed, 'overview'] : [];
  },
});

export type IncidentReceipt = {
  id: string;
  number: number;
  created: boolean;
  duplicate: boolean;
  warnings: TimeWarning[];
};

/** Writes one report of an incident and notes its delivery; throws when it cannot be accepted, and then stores nothing. */
export const reportIncident = command({
  name: 'incident.report',
  permission: 'incident:report',
  input: z.custom<IncidentReport>(),
  audit: 'none',
  run: async ({ tx, actor, input, now, requestId = '' }): Promise<IncidentReceipt> => {
    const sourceId = requireSource(sourceOf(actor));
    const [outcome] = await writeIncidents(tx, actor, sourceId, [input], now);
    if (!outcome) throw new Error('a report without an outcome');
    if (!outcome.ok) throw outcome.error;
    const { id, number, created, duplicate, warnings } = outcome;
    const result = created ? 'created' : duplicate ? 'duplicate' : 'updated';
    await appendDeliveries(tx, [{ sourceId, kind: 'incident', externalId: id, result, requestId }]);
    return { id, number, created, duplicate, warnings };
  },
  announce: ({ number, duplicate }) => (duplicate ? [] : [incidentChannel(number), 'overview']),
  afterCommit: refreshRollupsSoon,
});
