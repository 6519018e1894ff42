import type { Policies } from '../schema/room';
import { offersTakenBack } from './access';
import { owesDraft, reopensReview } from './closing';
import type { Incident, LogEntry } from './incident';
import { applyEntry, emptyRoom, judgeRoom, type Room } from './room';
import { termsOf } from './targets';

/** What a write makes of a room: how it is then, and the rows that the log gets for it. */
export type Settled = { room: Room; log: LogEntry[] };

/**
 * Folds new rows of the log into a room and judges its targets. Rows that open a set of targets are given what they ask for, so that the log
 * alone says what was agreed then; a target that has been missed, or is met after all, gets a row of its own, and so does a post-mortem that
 * begins, or goes back to its review, by itself. `before` null: a new incident.
 */
export function settle(
  before: { incident: Incident; room: Room; lastSeq: number } | null,
  incident: Incident,
  log: LogEntry[],
  { now, policies }: { now: Date; policies: Policies | null },
): Settled {
  // As the log will hold it, so that what is stored is what its rows add up to.
  const opened = log.map((entry) => stored(withTerms(entry, incident, policies)));
  let room = before?.room ?? emptyRoom;
  let seq = before?.lastSeq ?? 0;
  let { occurrence, severity } = before?.incident ?? { occurrence: 1, severity: incident.severity };
  const fold = (entry: LogEntry) => {
    seq += 1;
    ({ occurrence, severity } = present(entry, { occurrence, severity }));
    room = applyEntry(room, { ...entry, seq }, { occurrence, severity });
  };
  opened.forEach(fold);
  const takenBack = before ? offersTakenBack(before.room, room, now).map(stored) : [];
  takenBack.forEach(fold);
  const judged = judgeRoom(room, incident, now);
  // News is what was still to be met. What was due before the first report, or before a deployment was found beside it, is a fact of its
  // target alone.
  const verdicts = (before ? judged.targets : []).flatMap((target, position) => {
    const was = before?.room.targets[position];
    const turned = was?.state === 'missed' && target.state === 'met';
    if (!turned && !(target.state === 'missed' && was?.state === 'pending')) return [];
    const payload = {
      code: target.code,
      position,
      occurrence: target.occurrence,
      due_at: target.dueAt.toISOString(),
      met_at: target.metAt?.toISOString() ?? null,
    };
    const kind = turned ? 'target_met' : 'target_missed';
    const text = `${targetWords[target.code]}: ${turned ? 'met after all, by the corrected times' : 'missed'}`;
    return [{ kind, occurredAt: turned ? now : target.dueAt, text, payload }];
  });
  const all = [...opened, ...takenBack, ...verdicts];
  const follows = followUp(before?.room.postmortem ?? null, incident, judged, log, now);
  if (!follows) return { room: judged, log: all };
  const numbered = { ...follows, seq: (before?.lastSeq ?? 0) + all.length + 1 };
  return { room: applyEntry(judged, numbered, { occurrence, severity }), log: [...all, follows] };
}

/** What becomes of the post-mortem by itself after these rows; null: nothing. */
function followUp(
  before: Room['postmortem'],
  incident: Incident,
  room: Room,
  log: LogEntry[],
  now: Date,
): LogEntry | null {
  const row = { occurredAt: now, payload: {}, isAutomatic: true } as const;
  if (owesDraft(incident, room)) return { ...row, kind: draftedKind, text: draftedText };
  if (!reopensReview(before, log)) return null;
  const text = 'Post-mortem goes back to its review: times that it rests on changed';
  return { ...row, kind: reviewReopenedKind, text };
}

/** The row by which a post-mortem begins. */
export const draftedKind = 'postmortem_drafted';
export const draftedText = 'Post-mortem drafted from the log';
/** The row by which an approved one is to be read again. */
export const reviewReopenedKind = 'postmortem_review_reopened';

/** What each target asks for, as the timeline says it. */
export const targetWords = {
  commander: 'Commander seated',
  rollback_started: 'Rollback started',
  rollback_verified: 'Rollback verified',
  cause_or_hotfix: 'Cause or hotfix',
  resolved: 'Resolved',
  postmortem: 'Post-mortem',
} as const;

/** The occurrence and severity after a row. */
export function present(
  { kind, payload }: LogEntry,
  before: Pick<Incident, 'occurrence' | 'severity'>,
): Pick<Incident, 'occurrence' | 'severity'> {
  if (kind === 'declared') return { occurrence: 1, severity: payload.severity as Incident['severity'] };
  if (kind === 'severity_changed') return { ...before, severity: payload.to as Incident['severity'] };
  if (kind === 'status_changed' && payload.occurrence !== undefined)
    return { ...before, occurrence: Number(payload.occurrence) };
  return before;
}

const stored = (entry: LogEntry): LogEntry => ({ ...entry, payload: JSON.parse(JSON.stringify(entry.payload)) });

const reopens = ({ kind, payload }: LogEntry) => kind === 'status_changed' && payload.occurrence !== undefined;

/** Does this row open a set of targets, so that it must say what they ask for? */
export function opensTargets(entry: LogEntry): boolean {
  return entry.kind === 'declared' || entry.kind === 'severity_changed' || reopens(entry);
}

function withTerms(entry: LogEntry, incident: Incident, policies: Policies | null): LogEntry {
  if (!opensTargets(entry)) return entry;
  const { to, severity: declared } = entry.payload;
  const severity = reopens(entry) ? incident.severity : ((to ?? declared) as Incident['severity']);
  if (!policies) throw new Error('what a severity asks for is not known');
  return { ...entry, payload: { ...entry.payload, targets: termsOf(policies[severity], entry.occurredAt) } };
}
