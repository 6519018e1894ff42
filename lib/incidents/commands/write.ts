import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { AppError, ConflictError, type ValidationError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import type { Tx } from '@/lib/db/transaction';
import { declare, mergeReport } from '../model/incident';
import { oddTimes } from '../model/odd-times';
import type { IncidentReport } from '../schema';
import type { TimeWarning } from '../schema/times';
import { lockLinks } from './links';
import { type Draft, lockIncidents, storeIncidents } from './rows';

export type IncidentOutcome =
  | {
      ok: true;
      id: string;
      incidentId: number;
      number: number;
      created: boolean;
      duplicate: boolean;
      /** Of the incident as it is after all reports of this set. */
      warnings: TimeWarning[];
    }
  | { ok: false; error: AppError };

type Step = { report: IncidentReport } & ({ draft: Draft; created: boolean; duplicate: boolean } | { error: AppError });

/**
 * Writes reports of incidents of one source, set by set; one outcome per report, in order, each refused or accepted by itself.
 * Locks incidents in the order of their ids.
 */
export async function writeIncidents(
  tx: Tx,
  actor: Actor,
  sourceId: number,
  reports: IncidentReport[],
  now: Date,
): Promise<IncidentOutcome[]> {
  const named = reports.flatMap(({ said }) => [said.causedBy, said.fixedBy]).filter((id) => id !== undefined);
  if (named.length > 0) await lockLinks(tx, named);
  const ids = [...new Set(reports.map((report) => report.id))];
  const locked = await lockIncidents(tx, sql`i.source_id = ${sourceId} AND i.external_id = ANY(${ids}::text[])`);
  const drafts = new Map(locked.map((draft) => [draft.externalId, draft]));
  const steps = reports.map((report) => takeStep(drafts, sourceId, report, now));
  const written = await storeIncidents(tx, [...drafts.values()], [{ actor }], now);
  // Another transaction declared the same incident since we looked. Its row is committed now; take these once more.
  const lost = (step: Step) => 'draft' in step && !written.has(step.draft);
  const again = steps.filter(lost).map((step) => step.report);
  const retried = again.length > 0 ? await writeIncidents(tx, actor, sourceId, again, now) : [];
  return steps.map((step) => {
    if ('error' in step) return { ok: false, error: step.error };
    const row = written.get(step.draft);
    if (!row) return retried.shift() ?? { ok: false, error: new ConflictError('id_in_use', 'Send it again.') };
    return {
      ok: true,
      id: step.report.id,
      incidentId: row.id,
      number: row.number,
      created: step.created,
      duplicate: step.duplicate,
      warnings: oddTimes({ ...step.draft.incident, acknowledgedAt: row.room.acknowledgedAt }),
    };
  });
}

function takeStep(drafts: Map<string | null, Draft>, sourceId: number, report: IncidentReport, now: Date): Step {
  const problem = incidentTimeProblem(report, now);
  if (problem) return { report, error: problem };
  const known = drafts.get(report.id);
  if (known) {
    const { incident, log } = mergeReport(known.incident, report, now);
    known.incident = incident;
    known.log.push(...log);
    return { report, draft: known, created: false, duplicate: log.length === 0 };
  }
  try {
    const draft: Draft = { sourceId, externalId: report.id, stored: null, ...declare(report, now) };
    drafts.set(report.id, draft);
    return { report, draft, created: true, duplicate: false };
  } catch (error) {
    if (error instanceof AppError) return { report, error };
    throw error;
  }
}

/** The first event time of an incident report that cannot be; null when all can. */
function incidentTimeProblem({ said }: IncidentReport, now: Date): ValidationError | null {
  return (
    timeProblem(said.startedAt, '/started_at', now) ??
    timeProblem(said.detectedAt, '/detected_at', now) ??
    timeProblem(said.mitigatedAt, '/mitigated_at', now) ??
    timeProblem(said.resolvedAt, '/resolved_at', now)
  );
}
