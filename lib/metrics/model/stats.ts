/** Percentiles as PostgreSQL's percentile_cont counts them: position p·(n−1), linear between neighbours (metrics.md, fine point 4). */

/** The places of the two values between which a percentile lies, and how far it is from the first to the second. */
export function percentilePlace(n: number, p: number): { low: number; high: number; fraction: number } {
  const position = p * (n - 1);
  const low = Math.floor(position);
  return { low, high: Math.min(low + 1, n - 1), fraction: position - low };
}

export function interpolate(low: number, high: number, fraction: number): number {
  return low + (high - low) * fraction;
}

/** Percentile of ascending values; null of none. */
export function percentileOf(ascending: readonly number[], p: number): number | null {
  if (ascending.length === 0) return null;
  const { low, high, fraction } = percentilePlace(ascending.length, p);
  return interpolate(ascending[low] ?? 0, ascending[high] ?? 0, fraction);
}

/** Arithmetic mean of a sum of integers; null of none. */
export function meanOf(sum: number, n: number): number | null {
  return n === 0 ? null : sum / n;
}

/** How many values lie in each lead bucket; buckets are ordered by value, so ranks can be found without the values. */
export type Histogram = Map<number, number>;

/** Adds sparse pairs (bucket, count) to a histogram. */
export function addPairs(histogram: Histogram, pairs: readonly (readonly [number, number])[]): void {
  for (const [bucket, n] of pairs) histogram.set(bucket, (histogram.get(bucket) ?? 0) + n);
}

/** The bucket that holds the value of this rank (0 = smallest), and the rank within it; null beyond the end. */
export function locateRank(histogram: Histogram, rank: number): { bucket: number; offset: number } | null {
  let before = 0;
  for (const bucket of [...histogram.keys()].sort((a, b) => a - b)) {
    const n = histogram.get(bucket) ?? 0;
    if (rank < before + n) return { bucket, offset: rank - before };
    before += n;
  }
  return null;
}

/** Milliseconds at which a lead bucket begins; the SQL function lead_bucket is the other direction. */
export function bucketStartMs(bucket: number): number {
  return bucket <= 0 ? 0 : 2 ** ((bucket + 319) / 32);
}
