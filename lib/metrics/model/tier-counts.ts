import type { BenchmarkId, MetricId, Tier } from '../schema';
import { tierIds } from '../schema';
import { tierOf } from './tiers';

/** From `least` to `most` records, both included; no upper end when `most` is null. */
export type CountRange = { least: number; most: number | null };

const mostCounted = 100_000;

/**
 * How many records each tier stands for in a window: failed of `denominator` deployments, or deployments in `denominator` days. A
 * tier that no whole number reaches is null; null for metrics that are no count over something, and where nothing can be counted.
 */
export function tierCounts(
  metric: MetricId,
  benchmark: BenchmarkId,
  denominator: number,
): Record<Tier, CountRange | null> | null {
  const isOpen = metric === 'deployment_frequency';
  if ((!isOpen && metric !== 'change_failure_rate') || denominator <= 0 || denominator > mostCounted) return null;
  if (tierOf(metric, 0, benchmark) === null) return null;
  const found: Record<Tier, CountRange | null> = { elite: null, high: null, medium: null, low: null };
  // A frequency has no last tier beyond more than one a day, so that one record past the days settles it.
  const last = isOpen ? Math.floor(denominator) + 1 : denominator;
  for (let count = 0; count <= last; count += 1) {
    const tier = tierOf(metric, count / denominator, benchmark);
    if (!tier) continue;
    const range = found[tier];
    if (range) range.most = count;
    else found[tier] = { least: count, most: count };
  }
  if (isOpen) for (const tier of tierIds) if (found[tier]?.most === last) found[tier] = { ...found[tier], most: null };
  return found;
}
