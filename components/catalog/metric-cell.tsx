import Link from 'next/link';
import type { ReactNode } from 'react';
import { TierBadge } from '@/components/ui/tier-badge';
import { formatNumber, formatValue } from '@/lib/core/format';
import { headlineOf } from '@/lib/metrics/model/why';
import type { DefinitionId, FourMetrics, MetricState, Tier } from '@/lib/metrics/schema';
import classes from './metric-cell.module.css';

export type FourMetricId = 'deployment_frequency' | 'lead_time' | 'change_failure_rate' | 'time_to_restore';

/** The four as lists show them: in this order, under these headings. */
export const listedMetrics = [
  { id: 'deployment_frequency', slug: 'deployment-frequency', header: 'Frequency', unit: 'per_day', better: 'higher' },
  { id: 'lead_time', slug: 'lead-time', header: 'Lead time', unit: 'seconds', better: 'lower' },
  { id: 'change_failure_rate', slug: 'change-failure-rate', header: 'Failure rate', unit: 'ratio', better: 'lower' },
  { id: 'time_to_restore', slug: 'time-to-restore', header: 'Time to restore', unit: 'seconds', better: 'lower' },
] as const satisfies { id: FourMetricId; slug: string; header: string; unit: string; better: string }[];
export type ListedMetric = (typeof listedMetrics)[number];

/** What a cell says in place of a value; shorter than on cards. */
const absentInCells: Record<MetricState, string> = {
  ok: '',
  no_source: 'Nothing reported',
  no_data: 'No data',
  no_incidents: 'No incidents',
};

type MetricCellProps = {
  metrics: FourMetrics;
  metric: ListedMetric;
  definition: DefinitionId;
  /** The records behind the number. */
  href: string;
  /** Whose number it is, for those who hear the link alone. */
  of: string;
  /** Below the value: how it moved. */
  change?: ReactNode;
};

/** One metric in a table: the value, which leads to its records, and its tier; without a value it says why. */
export function MetricCell({ metrics, metric, definition, href, of, change }: MetricCellProps) {
  const { tier, score, state } = metrics[metric.id];
  const value = headlineOf(metrics, metric.id, definition);
  if (value === null) return <span className={classes.absent}>{absentInCells[state]}</span>;
  const text = formatValue(value, metric.unit);
  return (
    <span className={classes.cell}>
      <Link href={href} prefetch={false} className={classes.value} aria-label={`${metric.header} of ${of}: ${text}`}>
        {text}
      </Link>
      <span className={classes.tier}>
        <TierOrScore tier={tier} score={score ?? null} />
      </span>
      {change && <span className={classes.change}>{change}</span>}
    </span>
  );
}

/** The lowest of the tiers; a benchmark of scores has their mean instead. */
export function OverallCell({ tier, score, state }: { tier: Tier | null; score: number | null; state: MetricState }) {
  if (tier === null && score === null) {
    return <span className={classes.absent}>{state === 'no_source' ? absentInCells.no_source : 'No tier yet'}</span>;
  }
  return <TierOrScore tier={tier} score={score} />;
}

function TierOrScore({ tier, score }: { tier: Tier | null; score: number | null }) {
  if (tier) return <TierBadge tier={tier} plain />;
  return score === null ? null : <span className={classes.absent}>{formatNumber(score, 1)} of 10</span>;
}
