import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { TierBadge } from '@/components/ui/tier-badge';
import { formatNumber, formatValue } from '@/lib/core/format';
import { absentText } from '@/lib/metrics/model/absent';
import type { FourMeasure } from '@/lib/metrics/model/measures';
import { headlineOf } from '@/lib/metrics/model/why';
import type { DefinitionId, FourMetrics, MetricState, Tier } from '@/lib/metrics/schema';
import classes from './metric-cell.module.css';

type MetricCellProps = {
  metrics: FourMetrics;
  metric: FourMeasure;
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
  if (value === null) return <span className={classes.absent}>{absentText(state, definition).short}</span>;
  const text = formatValue(value, metric.unit);
  return (
    <span className={classes.cell}>
      <Link href={href} className={classes.value} aria-label={`${metric.columnLabel} of ${of}: ${text}`}>
        {text}
      </Link>
      <span className={classes.tier}>
        <TierOrScore tier={tier} score={score ?? null} />
      </span>
      {change && <span className={classes.change}>{change}</span>}
    </span>
  );
}

type OverallCellProps = {
  tier: Tier | null;
  score: number | null;
  /** Of the deployments: whether anything was reported at all. */
  state: MetricState;
  definition: DefinitionId;
};

/** The lowest of the tiers; a benchmark of scores has their mean instead. */
export function OverallCell({ tier, score, state, definition }: OverallCellProps) {
  if (tier === null && score === null) {
    const text = state === 'no_source' ? absentText(state, definition).short : 'No tier yet';
    return <span className={classes.absent}>{text}</span>;
  }
  return <TierOrScore tier={tier} score={score} />;
}

function TierOrScore({ tier, score }: { tier: Tier | null; score: number | null }) {
  if (tier) return <TierBadge tier={tier} plain />;
  return score === null ? null : <span className={classes.absent}>{formatNumber(score, 1)} of 10</span>;
}
