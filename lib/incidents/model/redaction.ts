type Payload = Record<string, unknown>;

/** What stands where words were taken away. */
export const redactedWords = '[redacted]';

/**
 * By kind of row, what a redaction leaves of its payload: what the room is made of, and no words. Rows of other kinds hold nobody's words.
 * A new field is lost with a redaction until it is named here, and never kept by mistake.
 */
const left: Record<string, readonly string[]> = {
  declared: [
    'severity',
    'kind',
    'status',
    'services',
    'environment',
    'started_at',
    'detected_at',
    'visibility',
    'declared_by',
    'backfilled',
    'targets',
  ],
  note: [],
  decision: [],
  hypothesis: [],
  update_posted: ['next_due_at'],
  task_added: ['assignee', 'due_at', 'is_blocking', 'from'],
  task_assigned: ['task', 'assignee'],
  task_done: ['task'],
  task_undone: ['task'],
  title_changed: [],
  summary_changed: [],
  reason_changed: [],
  url_changed: [],
  status_changed: ['from', 'to', 'occurrence', 'ended_at', 'targets'],
  role_accepted: ['seat', 'person', 'from'],
  role_offered: ['seat', 'to', 'from', 'let_in'],
  role_released: ['seat', 'person'],
  deploy_judged: ['deployment', 'id', 'service', 'version', 'verdict'],
  merged: ['into', 'other'],
  merged_from: ['other', 'alerts', 'people', 'links'],
  event_amended: ['target_seq', 'occurred_at'],
  event_hidden: ['target_seq', 'hidden'],
  event_pinned: ['target_seq', 'pinned'],
};

/** Words that became facts of the incident or its room: a mark stands there from then on. */
const marked: Record<string, readonly string[]> = {
  declared: ['title', 'summary'],
  title_changed: ['to'],
  summary_changed: ['to'],
  reason_changed: ['to'],
  status_changed: ['reason'],
  deploy_judged: ['why'],
};

/** What a redaction leaves of a row's payload; null when a row of this kind holds nobody's words. */
export function leftOf(kind: string, payload: Payload): Payload | null {
  const names = left[kind];
  if (!names) return null;
  const facts = names.flatMap((name) => (name in payload ? [[name, payload[name]] as const] : []));
  const marks = (marked[kind] ?? []).flatMap((name) =>
    typeof payload[name] === 'string' ? [[name, redactedWords] as const] : [],
  );
  return Object.fromEntries([...facts, ...marks]);
}

/** What rows that were redacted had said beside their words, by number: the redaction says it again. */
export function leftBySeq(rows: { kind: string; payload: Payload | null }[]): Map<number, Payload> {
  return new Map(
    rows.flatMap(({ kind, payload }) => {
      const { target_seq: target, kept } = payload ?? {};
      return kind === 'event_redacted' && kept ? [[Number(target), kept as Payload] as const] : [];
    }),
  );
}
