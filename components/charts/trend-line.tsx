import type { ReactNode } from 'react';
import { formatNumber, formatValue, type ValueUnit } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import type { Tier } from '@/lib/metrics/schema';
import { ChartFrame } from './chart-frame';
import { LegendItem } from './plot';
import { pointNouns } from './scale';
import classes from './trend-plot.module.css';
import { TrendPlotLazy } from './trend-plot-lazy';

/** One day, week or month. `previous` is the same place in the window before. Null is a gap. */
export type TrendPoint = {
  start: string;
  value: number | null;
  second?: number | null;
  previous?: number | null;
  count?: number;
  href?: string;
};
export type TrendBand = { tier: Tier; from: number; to: number | null };

type Props = {
  title?: string;
  note?: string;
  points: TrendPoint[];
  unit: ValueUnit;
  /** What the lines are called: 'Median', and for the second 'p90'. */
  label: string;
  secondLabel?: string;
  /** What `count` counts: 'changes'. */
  countNoun?: string;
  bands?: TrendBand[];
  today?: string;
  heightPx?: number;
  granularity?: 'day' | 'week' | 'month';
  actions?: ReactNode;
};

/** A metric over the window with tier bands and the window before. The plot's code is loaded beside the page, its place is kept. */
export function TrendLine({
  title = 'Trend',
  note,
  points,
  unit,
  label,
  secondLabel,
  countNoun = 'records',
  bands = [],
  today,
  heightPx = 180,
  granularity = 'day',
  actions,
}: Props) {
  const known = points.filter((point) => point.value !== null);
  const last = known.at(-1);
  const hasPrevious = points.some(({ previous }) => previous !== undefined && previous !== null);
  const hasCount = points.some(({ count }) => count !== undefined);
  const show = (value: number | null | undefined) =>
    value === null || value === undefined ? 'no value' : formatValue(value, unit);
  return (
    <ChartFrame
      title={title}
      note={note}
      actions={actions}
      summary={
        last
          ? `${title}, ${label}: ${known.length} of ${points.length} points have a value, the latest is ${show(last.value)} on ${formatDate(last.start)}.`
          : `${title}, ${label}: no point has a value in this window.`
      }
      legend={
        <span className={classes.legend}>
          <LegendItem sign="line-1">{label}</LegendItem>
          {secondLabel && <LegendItem sign="line-2">{secondLabel}</LegendItem>}
          {hasPrevious && <LegendItem sign="compare">Window before</LegendItem>}
        </span>
      }
      table={{
        columns: [
          pointNouns[granularity],
          label,
          ...(secondLabel ? [secondLabel] : []),
          ...(hasPrevious ? ['Window before'] : []),
          ...(hasCount ? [countNoun] : []),
        ],
        rows: points.map((point) => ({
          key: point.start,
          href: point.href,
          cells: [
            formatDate(point.start),
            show(point.value),
            ...(secondLabel ? [show(point.second)] : []),
            ...(hasPrevious ? [show(point.previous)] : []),
            ...(hasCount ? [formatNumber(point.count ?? 0)] : []),
          ],
        })),
      }}
    >
      <TrendPlotLazy
        points={points}
        unit={unit}
        label={label}
        countNoun={countNoun}
        bands={bands}
        heightPx={heightPx}
        {...(secondLabel ? { secondLabel } : {})}
        {...(today ? { today } : {})}
      />
    </ChartFrame>
  );
}
