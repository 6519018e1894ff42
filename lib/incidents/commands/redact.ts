import sql from 'sql-template-tag';
import { ConflictError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import type { Incident, LogEntry } from '../model/incident';
import { leftOf, redactedWords } from '../model/redaction';
import { replay } from '../model/replay';
import { readLog } from '../queries/verify-fold';
import type { LockedRoom } from './room';

type Row = { seq: number; kind: string; text: string | null; payload: Record<string, unknown> | null };
type Redaction = { seq: number; reason: string | undefined; now: Date };

/**
 * Takes the words of a row away for good, and of the rows that repeat them: its amendments, what was done with a task, the step that a merge
 * is. What they did to the incident goes on; where it shows those words now, it shows a mark. Answers the incident and the rows that say so.
 */
export async function redactRow(
  tx: Tx,
  { stored, incident }: LockedRoom,
  { seq, reason, now }: Redaction,
): Promise<{ incident?: Incident; log: LogEntry[] }> {
  if (!reason) throw new ValidationError([{ path: '/reason', message: 'Say what was taken away, and why.' }]);
  const rows = await readLog(tx, stored.number);
  const row = rows.find((each) => each.seq === seq);
  if (row?.text === null) return { log: [] };
  if (!row || leftOf(row.kind, row.payload ?? {}) === null)
    throw new ValidationError([
      { path: '/seq', message: 'Only what a person wrote can be redacted. This row is of the program alone.' },
    ]);
  const gone = rows.filter((each) => each.text !== null && (each.seq === seq || repeats(each, row)));
  await tx.sql(sql`
    UPDATE incident_event SET text = NULL, payload = NULL, text_salt = NULL
    WHERE incident_id = ${stored.id} AND seq = ANY(${gone.map((each) => each.seq)}::int[])`);
  const log = gone.map((each): LogEntry => {
    const isPresent = each.kind === 'deploy_judged' && each === lastJudged(rows, each);
    return {
      kind: 'event_redacted',
      occurredAt: now,
      text: `Row ${each.seq} redacted: ${reason}`,
      payload: {
        target_seq: each.seq,
        reason,
        kept: leftOf(each.kind, each.payload ?? {}),
        ...(isPresent ? { present: true } : {}),
      },
    };
  });
  const after = replay([
    ...rows.map((each) => (gone.includes(each) ? { ...each, text: null, payload: null } : each)),
    ...log.map((entry, index) => ({ ...entry, seq: rows.length + index + 1, recordedAt: now, author: 'redaction' })),
  ]).incident;
  const facts = (['title', 'summary', 'reason'] as const).flatMap((field) =>
    after[field] === redactedWords ? [[field, redactedWords] as const] : [],
  );
  // A link that reads "[redacted]" would lead somewhere.
  const link = row.kind === 'declared' ? row.payload?.url : row.kind === 'url_changed' ? row.payload?.to : undefined;
  const url = after.url === null && link === incident.url ? null : incident.url;
  return { incident: { ...incident, ...Object.fromEntries(facts), url }, log };
}

/** Does a row hold the words of another one again? */
function repeats({ kind, payload }: Row, of: Row): boolean {
  if (kind === 'event_amended') return payload?.target_seq === of.seq;
  if (of.kind === 'task_added') return /^task_/.test(kind) && payload?.task === of.seq;
  if (of.kind === 'merged') return kind === 'status_changed' && payload?.to === 'merged';
  return kind === 'merged' && of.kind === 'status_changed' && of.payload?.to === 'merged';
}

function lastJudged(rows: Row[], { payload: of }: Row): Row | undefined {
  return rows.findLast(
    ({ kind, payload }) => /^deploy_(linked|judged)$/.test(kind) && payload?.deployment === of?.deployment,
  );
}

/** Throws a ConflictError when the words of a row were taken away: they stay away. */
export function requireWords({ text }: { text: string | null }): void {
  if (text !== null) return;
  throw new ConflictError(
    'row_redacted',
    'This row was redacted: its words stay away. Add a note that says what is missing, without the secret.',
    '/seq',
  );
}
