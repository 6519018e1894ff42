import type { DefinitionId, MetricId } from '../schema';

/** How a metric is called, addressed and measured. What it means and how it is computed is told by the registry, which builds on this. */
export type Measure = {
  id: MetricId;
  /** As in addresses: 'lead-time'. */
  slug: string;
  label: string;
  /** Where space is short: navigation, lists, sentences. */
  shortLabel: string;
  /** Above a column of a table. */
  columnLabel: string;
  unit: 'per_day' | 'seconds' | 'ratio';
  better: 'higher' | 'lower';
  /** The statistic in front, by definition; null for plain counts. */
  headline: Record<DefinitionId, 'median' | 'mean' | null>;
};

export const measures = {
  deployment_frequency: {
    id: 'deployment_frequency',
    slug: 'deployment-frequency',
    label: 'Deployment frequency',
    shortLabel: 'Deployment frequency',
    columnLabel: 'Frequency',
    unit: 'per_day',
    better: 'higher',
    headline: { handbook: null, dora: null },
  },
  lead_time: {
    id: 'lead_time',
    slug: 'lead-time',
    label: 'Lead time for changes',
    shortLabel: 'Lead time',
    columnLabel: 'Lead time',
    unit: 'seconds',
    better: 'lower',
    headline: { handbook: 'median', dora: 'median' },
  },
  change_failure_rate: {
    id: 'change_failure_rate',
    slug: 'change-failure-rate',
    label: 'Change failure rate',
    shortLabel: 'Change failure rate',
    columnLabel: 'Failure rate',
    unit: 'ratio',
    better: 'lower',
    headline: { handbook: null, dora: null },
  },
  time_to_restore: {
    id: 'time_to_restore',
    slug: 'time-to-restore',
    label: 'Time to restore',
    shortLabel: 'Time to restore',
    columnLabel: 'Time to restore',
    unit: 'seconds',
    better: 'lower',
    headline: { handbook: 'mean', dora: 'median' },
  },
  rework_rate: {
    id: 'rework_rate',
    slug: 'rework-rate',
    label: 'Deployment rework rate',
    shortLabel: 'Rework rate',
    columnLabel: 'Rework rate',
    unit: 'ratio',
    better: 'lower',
    headline: { handbook: null, dora: null },
  },
} as const satisfies Record<MetricId, Measure>;

/** The four that have tiers, in the order in which people read them: how fast, then how well. */
export const fourMeasures = [
  measures.deployment_frequency,
  measures.lead_time,
  measures.change_failure_rate,
  measures.time_to_restore,
] as const;
export type FourMeasure = (typeof fourMeasures)[number];
