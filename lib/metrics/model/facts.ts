import { percentileOf } from './stats';

/** Finished deployments of a scope and period, by what a metric asks of them. */
export type Counts = {
  succeeded: number;
  failed: number;
  rolledBack: number;
  /** Succeeded ones that an incident names as its cause. */
  caused: number;
  /** Those that reached production as a rollback, a hot-fix or the fix of an incident. */
  reworked: number;
};

/** Statistics of spans in milliseconds; null without a value. Integers but for means and percentiles. */
export type Spans = { n: number; totalMs: number; medianMs: number | null; p90Ms: number | null; negative: number };

/** Everything that the five metrics of one scope and period are made of. */
export type Facts = {
  counts: Counts;
  lead: Spans & { baseline: number; bots: number };
  restore: Spans;
};

/** Facts of a scope and period without any record. */
export function noFacts(): Facts {
  const spans = { n: 0, totalMs: 0, medianMs: null, p90Ms: null, negative: 0 };
  return {
    counts: { succeeded: 0, failed: 0, rolledBack: 0, caused: 0, reworked: 0 },
    lead: { ...spans, baseline: 0, bots: 0 },
    restore: spans,
  };
}

/** Statistics of spans that are all at hand; negative ones are counted and left out (metrics.md, fine point 2). */
export function spansOf(valuesMs: Float64Array): Spans {
  const counted = valuesMs.filter((ms) => ms >= 0).sort();
  return {
    n: counted.length,
    totalMs: counted.reduce((sum, ms) => sum + ms, 0),
    medianMs: percentileOf(counted, 0.5),
    p90Ms: percentileOf(counted, 0.9),
    negative: valuesMs.length - counted.length,
  };
}

/** Deployments that reached production: rolled-back ones served traffic, failed ones may never have. */
export const reached = ({ succeeded, rolledBack }: Counts): number => succeeded + rolledBack;
export const finished = ({ succeeded, failed, rolledBack }: Counts): number => succeeded + failed + rolledBack;
