import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { LogEntry } from '@/lib/incidents/model/incident';
import { draftedKind, reviewReopenedKind } from '@/lib/incidents/model/settle';
import { insertPostmortem } from './insert';

/**
 * Does to the post-mortem what new rows of its incident's log ask for, in their transaction: it begins, or goes back to its review. What its
 * draft learns from them is added afterwards (`extendDrafts`). The incident is locked; should somebody hold an approved post-mortem and wait
 * for the incident, one of the two is tried again.
 */
export async function followIncident(tx: Tx, incidentId: number, log: LogEntry[], now: Date): Promise<void> {
  const has = (kind: string) => log.some((entry) => entry.kind === kind && entry.isAutomatic);
  if (has(draftedKind)) await insertPostmortem(tx, incidentId, null, now);
  else if (has(reviewReopenedKind)) await reopenReview(tx, incidentId, now);
}

async function reopenReview(tx: Tx, incidentId: number, now: Date): Promise<void> {
  const [row] = await tx.sql<{ id: number }>(sql`
    UPDATE postmortem SET state = 'in_review', approved_seq = NULL, approved_at = NULL, facts = NULL, log_seq = NULL, log_hash = NULL,
      published_at = NULL, updated_at = ${now}
    WHERE incident_id = ${incidentId} AND state IN ('approved', 'published') RETURNING id`);
  if (row)
    await tx.sql(
      sql`UPDATE pm_review SET withdrawn_at = ${now} WHERE postmortem_id = ${row.id} AND withdrawn_at IS NULL`,
    );
}
