/** A small deterministic random source (mulberry32): the same seed gives the same company. */
export type Random = {
  /** 0 ≤ x < 1 */
  unit: () => number;
  chance: (probability: number) => boolean;
  between: (low: number, high: number) => number;
  pick: <T>(items: readonly [T, ...T[]]) => T;
  /** How often something with this mean happens (Poisson). */
  count: (mean: number) => number;
  /** Log-normal around a median: most values near it, a long tail above. */
  around: (median: number, spread: number) => number;
};

export function randomFrom(seed: string): Random {
  let state = 2_166_136_261;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16_777_619);
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number) => low + unit() * (high - low);
  return {
    unit,
    chance: (probability) => unit() < probability,
    between,
    pick: (items) => items[Math.floor(unit() * items.length)] ?? items[0],
    count: (mean) => {
      const limit = Math.exp(-mean);
      let product = unit();
      let result = 0;
      while (product > limit) {
        product *= unit();
        result += 1;
      }
      return result;
    },
    around: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return median * Math.exp(spread * normal);
    },
  };
}
