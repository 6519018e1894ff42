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
export function percentileOf(ascending: ArrayLike<number>, p: number): number | null {
  if (ascending.length === 0) return null;
  const { low, high, fraction } = percentilePlace(ascending.length, p);
  return interpolate(ascending[low] ?? 0, ascending[high] ?? 0, fraction);
}

/** Arithmetic mean of a sum of integers; null of none. */
export function meanOf(sum: number, n: number): number | null {
  return n === 0 ? null : sum / n;
}
