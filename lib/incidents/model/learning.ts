import { meanOf, percentileOf } from '@/lib/metrics/model/stats';
import type { IncidentKind, IncidentStatus, Severity } from '../schema';
import { counts, isActive } from './status';

/** The moments of one incident. `mitigatedAt` is the first mitigation, `resolvedAt` the last resolution. */
export type LearningFact = {
  kind: IncidentKind;
  status: IncidentStatus;
  severity: Severity;
  startedAt: Date | null;
  detectedAt: Date;
  acknowledgedAt: Date | null;
  mitigatedAt: Date | null;
  resolvedAt: Date | null;
  isReopened: boolean;
  /** It was over when it was first reported. */
  isBackfilled: boolean;
};

type Moment = 'startedAt' | 'detectedAt' | 'acknowledgedAt' | 'mitigatedAt' | 'resolvedAt';

/** The spans of incidents.md §5, each from one moment to another. */
export const learningSpans = [
  { id: 'detect', label: 'Time to detect', from: 'startedAt', to: 'detectedAt', anchors: 'impact started → detected' },
  {
    id: 'acknowledge',
    label: 'Time to acknowledge',
    from: 'detectedAt',
    to: 'acknowledgedAt',
    anchors: 'detected → first accepted commander or acknowledgement',
  },
  {
    id: 'mitigate',
    label: 'Time to mitigate',
    from: 'detectedAt',
    to: 'mitigatedAt',
    anchors: 'detected → first mitigated',
  },
  {
    id: 'restore',
    label: 'Time to restore',
    from: 'detectedAt',
    to: 'resolvedAt',
    anchors: 'detected → last resolved',
  },
  { id: 'duration', label: 'Duration', from: 'startedAt', to: 'resolvedAt', anchors: 'impact started → last resolved' },
] as const satisfies { id: string; label: string; from: Moment; to: Moment; anchors: string }[];
export type LearningSpanId = (typeof learningSpans)[number]['id'];

export type SpanValue = { state: 'ok'; seconds: number } | { state: 'pending' | 'missing' | 'invalid' };

/** One span of one incident: `pending` while its end can still come, `missing` when a moment was never told, `invalid` when it ends before it begins. */
export function spanValueOf(
  fact: Pick<LearningFact, Moment | 'status'>,
  { from, to }: { from: Moment; to: Moment },
): SpanValue {
  const [begin, end] = [fact[from], fact[to]];
  if (!begin) return { state: 'missing' };
  if (!end) return { state: isActive(fact.status) ? 'pending' : 'missing' };
  const seconds = (end.getTime() - begin.getTime()) / 1000;
  return seconds < 0 ? { state: 'invalid' } : { state: 'ok', seconds };
}

export type SpanSummary = {
  id: LearningSpanId;
  label: string;
  anchors: string;
  n: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
  meanSeconds: number | null;
  pending: number;
  missing: number;
  invalid: number;
};

export type LearningSummary = {
  /** Incidents that count. */
  incidents: number;
  reopened: number;
  backfilled: number;
  /** Left out, and why. */
  leftOut: { drills: number; declined: number; merged: number; cancelled: number };
  spans: SpanSummary[];
  bySeverity: { severity: Severity; incidents: number; spans: SpanSummary[] }[];
  /** How the counted times to restore spread: bars that double in width. */
  restoreBars: { fromSeconds: number; toSeconds: number; count: number }[];
};

/** What the incidents of a window tell: only values that are `ok` are in the statistics, the others are counted beside them. */
export function learningOf(facts: LearningFact[]): LearningSummary {
  const counted = facts.filter(counts);
  const left = facts.filter((fact) => !counts(fact));
  const isReal = ({ kind }: LearningFact) => kind === 'real';
  const real = (status: IncidentStatus) => left.filter((fact) => isReal(fact) && fact.status === status).length;
  return {
    incidents: counted.length,
    reopened: counted.filter(({ isReopened }) => isReopened).length,
    backfilled: counted.filter(({ isBackfilled }) => isBackfilled).length,
    leftOut: {
      drills: left.filter((fact) => !isReal(fact)).length,
      declined: real('declined'),
      merged: real('merged'),
      cancelled: real('cancelled'),
    },
    spans: summariesOf(counted),
    bySeverity: (['SEV1', 'SEV2', 'SEV3'] as const).map((severity) => {
      const some = counted.filter((fact) => fact.severity === severity);
      return { severity, incidents: some.length, spans: summariesOf(some) };
    }),
    restoreBars: barsOf(counted.flatMap((fact) => okSeconds(spanValueOf(fact, restore)))),
  };
}

const restore = { from: 'detectedAt', to: 'resolvedAt' } as const;
const okSeconds = (value: SpanValue) => (value.state === 'ok' ? [value.seconds] : []);

function summariesOf(facts: LearningFact[]): SpanSummary[] {
  return learningSpans.map(({ id, label, anchors, ...span }) => {
    const values = facts.map((fact) => spanValueOf(fact, span));
    const seconds = values.flatMap(okSeconds).sort((a, b) => a - b);
    const having = (state: SpanValue['state']) => values.filter((value) => value.state === state).length;
    return {
      id,
      label,
      anchors,
      n: seconds.length,
      medianSeconds: percentileOf(seconds, 0.5),
      p90Seconds: percentileOf(seconds, 0.9),
      meanSeconds: meanOf(
        seconds.reduce((sum, each) => sum + each, 0),
        seconds.length,
      ),
      pending: having('pending'),
      missing: having('missing'),
      invalid: having('invalid'),
    };
  });
}

const firstEdge = 60;

/** Bars that double in width from one minute on; those between the first and the last are there also when they are empty. */
function barsOf(seconds: number[]): LearningSummary['restoreBars'] {
  if (seconds.length === 0) return [];
  const placeOf = (each: number) => (each < firstEdge ? 0 : Math.floor(Math.log2(each / firstEdge)) + 1);
  const places = seconds.map(placeOf);
  const first = Math.min(...places);
  return Array.from({ length: Math.max(...places) - first + 1 }, (_each, index) => {
    const place = first + index;
    return {
      fromSeconds: place === 0 ? 0 : firstEdge * 2 ** (place - 1),
      toSeconds: firstEdge * 2 ** place,
      count: places.filter((each) => each === place).length,
    };
  });
}
