import type { MetricId } from '../schema';

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
  },
  lead_time: {
    id: 'lead_time',
    slug: 'lead-time',
    label: 'Lead time for changes',
    shortLabel: 'Lead time',
    columnLabel: 'Lead time',
    unit: 'seconds',
    better: 'lower',
  },
  change_failure_rate: {
    id: 'change_failure_rate',
    slug: 'change-failure-rate',
    label: 'Change failure rate',
    shortLabel: 'Change failure rate',
    columnLabel: 'Failure rate',
    unit: 'ratio',
    better: 'lower',
  },
  time_to_restore: {
    id: 'time_to_restore',
    slug: 'time-to-restore',
    label: 'Time to restore',
    shortLabel: 'Time to restore',
    columnLabel: 'Time to restore',
    unit: 'seconds',
    better: 'lower',
  },
  rework_rate: {
    id: 'rework_rate',
    slug: 'rework-rate',
    label: 'Deployment rework rate',
    shortLabel: 'Rework rate',
    columnLabel: 'Rework rate',
    unit: 'ratio',
    better: 'lower',
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
