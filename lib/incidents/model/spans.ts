import type { IncidentAnswer, IncidentDetail } from '../schema';

/** When a deployment that an incident names ran. */
export type LinkedTimes = { startedAt: string | null; finishedAt: string | null };

export type SpanFacts = {
  incident: Pick<IncidentAnswer, 'started_at' | 'detected_at' | 'mitigated_at' | 'resolved_at'> &
    Partial<Pick<IncidentDetail, 'milestones'>>;
  cause: LinkedTimes | null;
  fix: LinkedTimes | null;
};

/** A span with both of its anchors named; `seconds` is null for the reason that `missing` gives. */
export type Span = { label: string; anchors: string } & (
  | { seconds: number; missing: null }
  | { seconds: null; missing: string }
);

type Anchor = [at: string | null | undefined, absent: string];

/**
 * The spans of an incident, in the order in which they are asked for. Those from a deployment are there when the incident names
 * one that is known: the same quarter of an hour is 30 min from detection and 32 min from the deployment (metrics.md, golden example).
 */
export function spansOf({ incident, cause, fix }: SpanFacts): Span[] {
  const detected: Anchor = [incident.detected_at, 'not detected yet'];
  const started: Anchor = [incident.started_at, 'nobody said when users began to feel it'];
  const resolved: Anchor = [incident.resolved_at, 'not resolved yet'];
  // Resolving without a word on mitigation mitigates (incidents.md §4).
  const present = incident.mitigated_at ?? incident.resolved_at;
  const all = [present, ...(incident.milestones ?? []).flatMap(({ kind, at }) => (kind === 'mitigated' ? [at] : []))];
  // Of one that was re-opened the first mitigation counts. All are ISO instants in UTC, which sort as text.
  const mitigated: Anchor = [all.filter((at) => at !== null).toSorted()[0], 'not mitigated yet'];
  const causeEnd: Anchor = [cause?.finishedAt, 'the deployment that caused it is not finished'];
  const fixEnd: Anchor = [fix?.finishedAt, 'the deployment that fixed it is not finished'];
  return [
    span('Time to restore', 'resolved − detected', detected, resolved),
    span('Time to mitigate', 'mitigated − detected', detected, mitigated),
    span('Time to detect', 'detected − impact started', started, detected),
    span('Duration', 'resolved − impact started', started, resolved),
    ...(cause
      ? [
          span('Detected after the deployment', 'detected − deployment finished', causeEnd, detected),
          span('Duration from the deployment', 'resolved − deployment finished', causeEnd, resolved),
        ]
      : []),
    ...(fix
      ? [
          span('Fix, from detection', 'fix finished − detected', detected, fixEnd),
          span(
            'Fix, from its own start',
            'fix finished − fix started',
            [fix.startedAt, 'its start was not reported'],
            fixEnd,
          ),
        ]
      : []),
    ...(cause && fix ? [span('Fix, from the deployment', 'fix finished − deployment finished', causeEnd, fixEnd)] : []),
  ];
}

function span(label: string, anchors: string, [from, noFrom]: Anchor, [to, noTo]: Anchor): Span {
  const none = (missing: string): Span => ({ label, anchors, seconds: null, missing });
  if (!from) return none(noFrom);
  if (!to) return none(noTo);
  const seconds = (new Date(to).getTime() - new Date(from).getTime()) / 1000;
  return seconds < 0 ? none('the two times are in the wrong order') : { label, anchors, seconds, missing: null };
}
