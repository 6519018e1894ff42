import type { TimelineFact } from './facts';

/** A row of an incident's log as it is stored. */
export type LogRow = {
  seq: number;
  kind: string;
  text: string | null;
  occurredAt: string;
  recordedAt: string;
  payload: Record<string, unknown>;
};

/** Kinds that a post-mortem's timeline shows by itself: what was decided and done, not what was only thought. */
const keyKinds =
  /^(declared|acknowledged|decision|status_changed|severity_changed|role_accepted|deploy_linked|rollback_\w+|alert_attached|alerts_cleared|merged)$/;
const writtenKinds = /^(note|decision)$/;
/** Whoever writes of a minute so long after it tells the whole of it; what the program noted then says it twice. */
const afterwardsMs = 2 * 60_000;
/** Rows about other rows, and what nobody would tell afterwards. */
const neverKinds = /^(event_\w+|postmortem_\w+|target_\w+|task_\w+|role_offered|role_released)$/;

/** A log so short is told whole: what people wrote into it was worth writing. */
const shortLog = 30;

type Standing = { row: LogRow; text: string; at: string; isPinned: boolean; isHidden: boolean };

const targetOf = (payload: Record<string, unknown>): number | null => {
  const found = payload.target_seq;
  return typeof found === 'number' ? found : null;
};
const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** Rows as they stand now: amendments applied, what was hidden or redacted left out, pins known. */
function standing(log: LogRow[]): Standing[] {
  const rows = new Map<number, Standing>();
  for (const row of [...log].sort((a, b) => a.seq - b.seq)) {
    const target = targetOf(row.payload);
    const aimed = target === null ? undefined : rows.get(target);
    if (aimed && row.kind === 'event_amended') {
      aimed.text = textIn(row.text) ?? aimed.text;
      aimed.at = textIn(row.payload.occurred_at) ?? aimed.at;
    }
    if (aimed && row.kind === 'event_pinned') aimed.isPinned = row.payload.pinned !== false;
    if (aimed && row.kind === 'event_hidden') aimed.isHidden = row.payload.hidden !== false;
    if (target !== null && row.kind === 'event_redacted') rows.delete(target);
    const text = textIn(row.text);
    if (text && !neverKinds.test(row.kind))
      rows.set(row.seq, { row, text, at: row.occurredAt, isPinned: false, isHidden: false });
  }
  return numbered([...rows.values()]).filter(({ isHidden }) => !isHidden);
}

/** Ends of an incident that was re-opened are told apart: "… to mitigated (1)", "(2)". */
function numbered(rows: Standing[]): Standing[] {
  const isReopening = ({ row }: Standing) => row.kind === 'status_changed' && row.payload.occurrence !== undefined;
  if (!rows.some(isReopening)) return rows;
  let occurrence = 1;
  return rows.map((each) => {
    if (isReopening(each)) occurrence += 1;
    const { kind, payload } = each.row;
    const isEnd = kind === 'status_changed' && (payload.to === 'mitigated' || payload.to === 'resolved');
    return isEnd ? { ...each, text: `${each.text} (${occurrence})` } : each;
  });
}

const order = (a: { at: string; seq: number }, b: { at: string; seq: number }) =>
  new Date(a.at).getTime() - new Date(b.at).getTime() || a.seq - b.seq;

const factOf = ({ row, text, at }: Standing): TimelineFact => ({ seq: row.seq, at, kind: row.kind, text });

/** Every row that may stand in a post-mortem, by when it happened. */
export function choosableRows(log: LogRow[]): TimelineFact[] {
  return standing(log).map(factOf).sort(order);
}

/**
 * The rows of a post-mortem's timeline by when they happened: those of `chosen`, or, while nobody chose, what was pinned, decided,
 * done or deployed, and in a short log what people noted too.
 */
export function timelineOf(log: LogRow[], chosen: number[] | null): TimelineFact[] {
  const rows = standing(log);
  if (chosen)
    return rows
      .filter(({ row }) => chosen.includes(row.seq))
      .map(factOf)
      .sort(order);
  const isKey = ({ row }: Standing) => keyKinds.test(row.kind);
  const isWritten = ({ row }: Standing) => writtenKinds.test(row.kind);
  const isShort = rows.filter((each) => isKey(each) || isWritten(each)).length <= shortLog;
  const kept = rows.filter((each) => each.isPinned || isKey(each) || (isShort && isWritten(each)));
  const told = new Set(kept.filter((each) => isWritten(each) && isAfterwards(each)).map(minuteOf));
  return kept
    .filter((each) => each.isPinned || isWritten(each) || !told.has(minuteOf(each)))
    .map(factOf)
    .sort(order);
}

const isAfterwards = ({ row, at }: Standing) =>
  new Date(row.recordedAt).getTime() - new Date(at).getTime() > afterwardsMs;
const minuteOf = ({ at }: Standing) => Math.floor(new Date(at).getTime() / 60_000);

/** How the cause was worded: by the step to "identified", else by the last hypothesis; null when nobody did. */
export function identifiedAs(log: LogRow[]): string | null {
  const rows = standing(log);
  const step = rows.findLast(
    ({ row }) => row.kind === 'status_changed' && row.payload.to === 'identified' && textIn(row.payload.reason),
  );
  const reason = step ? textIn(step.row.payload.reason) : null;
  return reason ?? rows.findLast(({ row }) => row.kind === 'hypothesis')?.text ?? null;
}
