import type { ReactNode } from 'react';
import { TrendLine } from '@/components/charts/trend-line';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { MetricView } from '@/lib/metrics/load';
import type { SeriesPoint } from '@/lib/metrics/schema';
import { bucketSpan } from './bucket-span';
import { DeploymentsPerDay } from './deployments-per-day';

type Props = { view: MetricView; search: Search; today: string; actions: ReactNode };

const units = { day: 'per day', week: 'per week', month: 'per month' } as const;

/** The metric over the window, with tier bands where it has tiers; the frequency as bars, because its values are counts. */
export function MetricTrend({ view, search, today, actions }: Props) {
  const { metric, answer, previousSeries, bands } = view;
  if (metric.id === 'deployment_frequency') {
    return (
      <DeploymentsPerDay
        {...{ answer, search, today, actions }}
        metric="deployment-frequency"
        incidents={view.incidents}
        previous={previousSeries.map(({ finished }) => finished)}
        heightPx={170}
      />
    );
  }
  const { series, window, granularity } = answer;
  const starts = series.map(({ start }) => start);
  const { label, second, secondLabel, value, count, noun, gap } = linesOf(view);
  return (
    <TrendLine
      title="Trend"
      note={`${units[granularity]} in ${window.tz}; ${gap}`}
      label={label}
      {...(secondLabel ? { secondLabel } : {})}
      countNoun={noun}
      unit={metric.unit}
      bands={bands}
      today={today}
      granularity={granularity}
      actions={actions}
      points={series.map((point, index) => {
        const before = previousSeries[index];
        return {
          start: point.start,
          value: value(point),
          ...(second ? { second: second(point) } : {}),
          previous: before ? value(before) : null,
          count: count(point),
          href: `${hrefWith(`/metrics/${metric.slug}`, search, bucketSpan(starts, index, window))}#records`,
        };
      })}
    />
  );
}

type Lines = {
  label: string;
  value: (point: SeriesPoint) => number | null;
  secondLabel?: string;
  second?: (point: SeriesPoint) => number | null;
  count: (point: SeriesPoint) => number;
  noun: string;
  gap: string;
};

function linesOf({ metric, answer: { definition, granularity } }: MetricView): Lines {
  const isDora = definition === 'dora';
  switch (metric.id) {
    case 'lead_time':
      return {
        label: 'Median',
        value: (point) => point.lead_time_median_seconds,
        secondLabel: 'p90',
        second: (point) => point.lead_time_p90_seconds,
        count: ({ changes }) => changes,
        noun: 'changes',
        gap: `a ${granularity} without a change is a gap`,
      };
    case 'time_to_restore':
      return {
        label: isDora ? 'Median' : 'Mean',
        value: (point) => (isDora ? point.time_to_restore_median_seconds : point.time_to_restore_mean_seconds),
        count: ({ incidents }) => incidents,
        noun: 'incidents',
        gap: `a ${granularity} without a resolved incident is a gap`,
      };
    case 'rework_rate':
      return {
        label: metric.columnLabel,
        value: ({ reworked, deployments }) => (deployments === 0 ? null : reworked / deployments),
        count: ({ deployments }) => deployments,
        noun: 'deployments',
        gap: `a ${granularity} without a deployment is a gap`,
      };
    default:
      return {
        label: metric.columnLabel,
        value: (point) => point.change_failure_rate,
        count: ({ finished, deployments }) => (isDora ? deployments : finished),
        noun: 'deployments',
        gap: `a ${granularity} without a deployment is a gap`,
      };
  }
}
