/** What speaks for a deployment as the cause of an incident. */
export type Clues = {
  /** The incident names its service; false also while it names none. */
  sameService: boolean;
  sameEnvironment: boolean;
  /** From its end to the onset: when users first felt it, or else the detection. */
  minutesBefore: number;
  failed: boolean;
  isHotfix: boolean;
  changes: number;
};

export type Suspicion = { score: number; reasons: string[] };

/** In how many minutes the weight of nearness halves: most of what breaks at once breaks within an hour. */
const halfLifeMinutes = 45;

/**
 * How much a deployment is to be suspected, 0 to 100, and why, in words. Weights are ours: the service 45, the environment 5, nearness to
 * the onset up to 40, what its own pipeline said and its size up to 10. It ranks what to look at first; it decides nothing.
 */
export function suspicion(clues: Clues): Suspicion {
  const { sameService, sameEnvironment, minutesBefore, failed, isHotfix, changes } = clues;
  const nearness = 40 * 0.5 ** (Math.max(0, minutesBefore) / halfLifeMinutes);
  const gate = failed ? 5 : isHotfix ? 3 : 0;
  const size = Math.min(5, changes / 2);
  const score = Math.round((sameService ? 45 : 0) + (sameEnvironment ? 5 : 0) + nearness + gate + size);
  const reasons = [
    sameService ? 'same service' : 'other service',
    ...(sameEnvironment ? [] : ['other environment']),
    ...(failed ? ['its pipeline failed'] : []),
    ...(isHotfix ? ['hot-fix'] : []),
    ...(changes > 0 ? [`${changes} ${changes === 1 ? 'change' : 'changes'}`] : []),
  ];
  return { score, reasons };
}
