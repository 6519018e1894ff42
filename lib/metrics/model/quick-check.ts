import type { MetricId } from '../schema';

/**
 * dora.dev's Quick Check 2025 (scoring Apache-2.0, benchmark data CC-BY-4.0): a score of 0 to 10 instead of a tier. A metric
 * without a value is left out of every mean.
 */
const hour = 3600;
const day = 86_400;
const monthDays = 30;
const halfYearDays = 182;

/** Answers from worst to best are worth 0, 2, … 10. */
const points = (position: number) => position * 2;

/** Upper edges in seconds of the answers from best (under an hour) to worst. */
const spans = [hour, day, 7 * day, monthDays * day, halfYearDays * day];
/** Lower edges per day of the answers from best to worst. "Several per day" and "hourly to daily" overlap from 2 to 24; hourly to daily is taken. */
const frequencies = [24, 1, 1 / 7, 1 / monthDays, 1 / halfYearDays];

export const quickCheckBands = {
  span: [
    'less than 1 hour',
    'less than 1 day',
    '1 day to 1 week',
    '1 week to 1 month',
    '1 to 6 months',
    'more than 6 months',
  ],
  frequency: [
    'on demand',
    'hourly to daily',
    'daily to weekly',
    'weekly to monthly',
    'monthly to half-yearly',
    'less than half-yearly',
  ],
} as const;

/** Position of the answer, 0 = best … 5 = worst; null for the two percentages. */
export function quickCheckBand(metric: MetricId, value: number): number | null {
  const position = (found: number) => (found === -1 ? 5 : found);
  switch (metric) {
    case 'deployment_frequency':
      return position(frequencies.findIndex((edge, index) => (index === 0 ? value > edge : value >= edge)));
    case 'lead_time':
    case 'time_to_restore':
      return position(spans.findIndex((edge, index) => (index < 2 ? value < edge : value <= edge)));
    default:
      return null;
  }
}

/** Score 0 to 10 of a value (per day, seconds or ratio); null without one. */
export function quickCheckScore(metric: MetricId, value: number | null): number | null {
  if (value === null) return null;
  const band = quickCheckBand(metric, value);
  return band === null ? 10 - value * 10 : points(5 - band);
}

export type Scores = Record<MetricId, number | null>;

/** Means of what has a score: throughput of three, stability of two, overall of five. */
export function quickCheckMeans(scores: Scores): {
  throughput: number | null;
  stability: number | null;
  overall: number | null;
} {
  const throughput = [scores.deployment_frequency, scores.lead_time, scores.time_to_restore];
  const stability = [scores.change_failure_rate, scores.rework_rate];
  return { throughput: mean(throughput), stability: mean(stability), overall: mean([...throughput, ...stability]) };
}

function mean(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Published means of all industries, 0 to 10, higher is better. */
export const publishedMeans: Record<MetricId, number> & { throughput: number; stability: number; overall: number } = {
  deployment_frequency: 4.8,
  lead_time: 5.5,
  time_to_restore: 7.4,
  change_failure_rate: 8.1,
  rework_rate: 7.8,
  throughput: 6.0,
  stability: 7.9,
  overall: 6.7,
};
