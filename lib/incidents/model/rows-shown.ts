import type { TimelineRow } from '../schema';
import { leftBySeq } from './redaction';

/** A row as the timeline shows it: with what later rows said of it. */
export type ShownRow = {
  row: TimelineRow;
  text: string | null;
  occurredAt: string;
  edits: number;
  /** Somebody hid it, with a reason. */
  isHidden: boolean;
  /** It says what is not so any more. */
  isMoot: boolean;
  isPinned: boolean;
  isRedacted: boolean;
};

export const rowFilters = ['key', 'decisions', 'deploys', 'comms', 'alerts', 'all'] as const;
export type RowFilter = (typeof rowFilters)[number];

const about = /^event_(amended|hidden|pinned|redacted)$/;
const decisions: readonly string[] = ['decision', 'hypothesis'];
const deploys = /^(deploy_|rollback_)/;
const routine =
  /^(task_|target_met|services_changed|summary_changed|url_changed|kind_changed|environment_changed|alert_attached|deploy_verdict|reason_changed|milestone_set)/;

/** Does a row belong to what the filter shows? */
export function fits({ row, isHidden, isMoot }: ShownRow, filter: RowFilter): boolean {
  if (filter === 'all') return true;
  if (isHidden) return false;
  switch (filter) {
    case 'decisions':
      return decisions.includes(row.kind);
    case 'deploys':
      return deploys.test(row.kind);
    case 'comms':
      return row.kind === 'update_posted';
    case 'alerts':
      return row.kind.startsWith('alert');
    case 'key':
      // Merging is told by two rows; the one that names the target is enough.
      return !isMoot && !routine.test(row.kind) && row.details.to !== 'merged';
  }
}

/**
 * Rows with their amendments folded into what they are about, ordered by when things happened, then by number (incidents.md §3). The rows that
 * amend, hide, pin or redact are not shown by themselves.
 */
export function showRows(rows: TimelineRow[]): ShownRow[] {
  const shown = new Map<number, ShownRow>();
  const left = leftBySeq(rows.map(({ kind, details }) => ({ kind, payload: details })));
  // Who has the room open got the words before they were taken away.
  const redacted = new Set(
    rows.flatMap(({ kind, details }) => (kind === 'event_redacted' ? [Number(details.target_seq)] : [])),
  );
  for (const given of rows) {
    const row = redacted.has(given.seq) ? { ...given, text: null, details: left.get(given.seq) ?? {} } : given;
    // A target that is met after all, by corrected times, was not missed.
    if (row.kind === 'target_met') {
      for (const each of shown.values())
        if (each.row.kind === 'target_missed' && each.row.details.position === row.details.position) each.isMoot = true;
    }
    const details = left.get(row.seq) ?? row.details;
    const target = shown.get(Number(details.target_seq));
    if (!about.test(row.kind)) {
      const isRedacted = row.text === null;
      shown.set(row.seq, {
        row,
        text: row.text,
        occurredAt: row.occurred_at,
        edits: 0,
        isHidden: false,
        isMoot: false,
        isPinned: false,
        isRedacted,
      });
    } else if (target) {
      if (row.kind === 'event_amended') {
        target.edits += 1;
        if (!target.isRedacted && row.text) target.text = row.text;
        const { occurred_at: at } = details;
        if (typeof at === 'string') target.occurredAt = at;
      }
      if (row.kind === 'event_hidden') target.isHidden = details.hidden === true;
      if (row.kind === 'event_pinned') target.isPinned = details.pinned === true;
    }
  }
  return [...shown.values()].sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.row.seq - b.row.seq);
}
