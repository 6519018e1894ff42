import type { EnvironmentKind } from '@/lib/catalog/schema';
import type { DefinitionId } from '@/lib/metrics/schema';
import type { DeploymentStatus } from '../schema';

/** What decides whether a deployment counts. `caused` and `fixed`: incidents that metrics count. */
export type CountingFacts = {
  status: DeploymentStatus;
  environment: string;
  environmentKind: EnvironmentKind;
  isRollback: boolean;
  isHotfix: boolean;
  caused: string[];
  fixed: string[];
  changes: {
    isFirst: boolean;
    isBaseline: boolean;
    mergeSeconds: number | null;
    commitSeconds: number | null;
  }[];
};

export type CountedMetric = 'deployment_frequency' | 'lead_time' | 'change_failure_rate' | 'rework_rate';

/** `counts`: it is part of the number; `marked`: of its numerator where there is one (it failed, it is rework). */
export type Verdict = {
  metric: CountedMetric;
  counts: boolean;
  marked: boolean;
  /** What it counts as, where that differs: failed, a success, rework, planned work. */
  as?: string;
  /** Why. */
  text: string;
};

/** Why a deployment counts or not in each metric of deployments (metrics.md, "What is counted"), in a scope of all production. */
export function verdictsOf(facts: CountingFacts, definition: DefinitionId): Verdict[] {
  const out = outside(facts);
  const order: CountedMetric[] = ['deployment_frequency', 'lead_time', 'change_failure_rate', 'rework_rate'];
  if (out) return order.map((metric) => ({ metric, counts: false, marked: false, text: out }));
  return [frequency(facts), leadTime(facts, definition), failure(facts, definition), rework(facts)];
}

/** Why nothing of it counts; null when its status and environment let it count. */
function outside({
  status,
  environment,
  environmentKind,
}: Pick<CountingFacts, 'status' | 'environment' | 'environmentKind'>): string | null {
  if (environmentKind !== 'production') return `${environment} is not a production environment`;
  if (status === 'queued' || status === 'in_progress') return 'it is not finished yet';
  if (status === 'cancelled') return 'it was cancelled';
  return null;
}

const hasReached = ({ status }: Pick<CountingFacts, 'status'>) => status === 'succeeded' || status === 'rolled_back';
const neverReached = 'it failed before it reached production';

function frequency(facts: CountingFacts): Verdict {
  const counts = hasReached(facts);
  return {
    metric: 'deployment_frequency',
    counts,
    marked: counts,
    text: counts ? 'it reached production' : neverReached,
  };
}

function leadTime(facts: CountingFacts, definition: DefinitionId): Verdict {
  const { changes } = facts;
  const no = (text: string): Verdict => ({ metric: 'lead_time', counts: false, marked: false, text });
  if (!hasReached(facts)) return no(neverReached);
  if (changes.length === 0) return no('it names no changes');
  const count = changes.filter((change) => leadSecondsOf(change, definition) !== null).length;
  if (count === 0) {
    const isOld = changes.every(({ isFirst }) => !isFirst);
    return no(
      isOld ? 'its changes were in production before' : 'its changes are left out, each for the reason beside it',
    );
  }
  const text =
    count === changes.length
      ? `${count === 1 ? 'its change' : `its ${count} changes`} came to production with it first`
      : `${count} of its ${changes.length} changes came to production with it first`;
  return { metric: 'lead_time', counts: true, marked: true, text };
}

/** Why a change of a deployment adds nothing to lead time; null when it adds. */
export function whyNoLead(
  change: CountingFacts['changes'][number],
  facts: Pick<CountingFacts, 'status' | 'environment' | 'environmentKind'>,
  definition: DefinitionId,
): string | null {
  const out = outside(facts) ?? (hasReached(facts) ? null : neverReached);
  if (out) return out;
  if (!change.isFirst) return 'it was in production before';
  if (change.isBaseline) return 'it came with the first deployment ever seen here';
  return leadSecondsOf(change, definition) === null ? 'two clocks disagree: the span is negative' : null;
}

/** The lead time that a change adds to the metric with this deployment; null when it adds none. */
export function leadSecondsOf(change: CountingFacts['changes'][number], definition: DefinitionId): number | null {
  const seconds = definition === 'dora' ? change.commitSeconds : change.mergeSeconds;
  return change.isFirst && !change.isBaseline && seconds !== null && seconds >= 0 ? seconds : null;
}

function failure(facts: CountingFacts, definition: DefinitionId): Verdict {
  const metric = 'change_failure_rate';
  const { status, caused } = facts;
  if (status === 'failed') {
    if (definition === 'dora') return { metric, counts: false, marked: false, text: neverReached };
    return { metric, counts: true, marked: true, as: 'failed', text: 'its status is failed' };
  }
  if (status === 'rolled_back') return { metric, counts: true, marked: true, as: 'failed', text: 'it was rolled back' };
  if (caused.length > 0)
    return { metric, counts: true, marked: true, as: 'failed', text: `it caused ${caused.join(', ')}` };
  return { metric, counts: true, marked: false, as: 'a success', text: 'no incident names it as its cause' };
}

function rework(facts: CountingFacts): Verdict {
  const metric = 'rework_rate';
  if (!hasReached(facts)) return { metric, counts: false, marked: false, text: neverReached };
  const why = facts.isRollback
    ? 'it puts an earlier version back'
    : facts.isHotfix
      ? 'it is a hot-fix'
      : facts.fixed.length > 0
        ? `it fixed ${facts.fixed.join(', ')}`
        : null;
  return why
    ? { metric, counts: true, marked: true, as: 'rework', text: why }
    : {
        metric,
        counts: true,
        marked: false,
        as: 'planned work',
        text: 'no rollback, no hot-fix, no fix of an incident',
      };
}
