import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { LogEntry } from '@/lib/incidents/model/incident';
import { draftedKind, reviewReopenedKind } from '@/lib/incidents/model/settle';
import { documentOf, plainText } from '../model/document';
import { draftOf } from '../model/draft';
import { extendText } from '../model/extend';
import { readDocument } from '../queries/document';
import { readFacts } from '../queries/facts';
import { insertPostmortem } from './insert';

/**
 * Does to the post-mortem what new rows of its incident's log ask for, in their transaction: it begins, its draft learns how it ended, or it
 * goes back to its review. The incident is locked; should somebody hold the post-mortem and wait for the incident, one of the two is tried
 * again.
 */
export async function followIncident(tx: Tx, incidentId: number, log: LogEntry[], now: Date): Promise<void> {
  const has = (kind: string) => log.some((entry) => entry.kind === kind && entry.isAutomatic);
  if (has(draftedKind)) {
    await insertPostmortem(tx, incidentId, null, now);
    return;
  }
  if (has(reviewReopenedKind)) await reopenReview(tx, incidentId, now);
  if (log.some(saysHow)) await extendDraft(tx, incidentId, now);
}

/** Rows after which a draft could say more than it did when it began. */
const saysHow = ({ kind, payload }: LogEntry) =>
  (kind === 'status_changed' && (payload.to === 'resolved' || payload.to === 'mitigated')) || kind === 'deploy_judged';

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

/** Adds the lines that the facts give now and did not when it was drafted. Nothing that anybody wrote is touched. */
async function extendDraft(tx: Tx, incidentId: number, now: Date): Promise<void> {
  const [row] = await tx.sql<{ id: number; lastSeq: number }>(sql`
    SELECT id, last_seq AS "lastSeq" FROM postmortem
    WHERE incident_id = ${incidentId} AND state IN ('draft', 'in_review', 'changes_requested') FOR NO KEY UPDATE`);
  if (!row) return;
  const [{ doc }, [seed], { facts }] = [
    await readDocument(tx, row.id),
    await tx.sql<{ update: Buffer }>(sql`SELECT update FROM pm_update WHERE postmortem_id = ${row.id} AND seq = 1`),
    await readFacts(tx, incidentId, null),
  ];
  const update = seed && extendText(doc, documentOf(seed.update), draftOf(facts));
  if (!update) return;
  await tx.sql(sql`
    INSERT INTO pm_update (postmortem_id, seq, client_id, update, idem_key, author_name, created_at)
    VALUES (${row.id}, ${row.lastSeq + 1}, ${doc.clientID}, ${Buffer.from(update)}, ${randomUUID()}::uuid, 'Fairlead', ${now})`);
  await tx.sql(sql`
    UPDATE postmortem SET last_seq = ${row.lastSeq + 1}, text = ${plainText(doc)}, updated_at = ${now} WHERE id = ${row.id}`);
}
