import type { EditWarning, TimeWarning } from '../schema/times';

/** The moments of an incident whose order is looked at; `acknowledgedAt` null or absent: nobody did, or it does not matter. */
export type Moments = {
  startedAt: Date | null;
  detectedAt: Date;
  acknowledgedAt?: Date | null;
  mitigatedAt: Date | null;
  resolvedAt: Date | null;
};

const orders: [TimeWarning, earlier: keyof Moments, later: keyof Moments, words: string][] = [
  ['DETECTED_BEFORE_IMPACT', 'startedAt', 'detectedAt', 'detected before impact started'],
  ['ACKNOWLEDGED_BEFORE_DETECTED', 'detectedAt', 'acknowledgedAt', 'acknowledged before detected'],
  ['MITIGATED_BEFORE_IMPACT', 'startedAt', 'mitigatedAt', 'mitigated before impact started'],
  ['MITIGATED_BEFORE_DETECTED', 'detectedAt', 'mitigatedAt', 'mitigated before detected'],
  ['RESOLVED_BEFORE_IMPACT', 'startedAt', 'resolvedAt', 'resolved before impact started'],
  ['RESOLVED_BEFORE_DETECTED', 'detectedAt', 'resolvedAt', 'resolved before detected'],
  ['RESOLVED_BEFORE_MITIGATED', 'mitigatedAt', 'resolvedAt', 'resolved before mitigated'],
];

/** The orders of an incident's times that are odd (incidents.md §5): to be warned of, as clocks and memories differ. The same moment is none. */
export function oddTimes(moments: Moments): TimeWarning[] {
  return orders.flatMap(([warning, earlier, later]) => {
    const [first, second] = [moments[earlier], moments[later]];
    return first && second && second < first ? [warning] : [];
  });
}

/** A warning as people read it, to stand after a colon. */
export function warningWords(warning: EditWarning): string {
  const order = orders.find(([each]) => each === warning);
  return order ? order[3] : 'its post-mortem is to be reviewed again';
}
