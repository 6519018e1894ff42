import type { CSSProperties, ReactNode } from 'react';
import { formatValue, type ValueUnit } from '@/lib/core/format';
import classes from './plot.module.css';
import { dateLabels } from './scale';

/** Sets CSS variables; everything that has to fit the width is placed in percent, so that no script measures. */
export function place(values: Record<`--${string}`, string>): CSSProperties {
  return values as CSSProperties;
}

export type PlotProps = {
  ticks: number[];
  unit: ValueUnit;
  /** Calendar dates of the points, left to right. */
  dates: string[];
  heightPx?: number;
  /** Points stand in the middle of columns (bars) or from edge to edge (lines). */
  layout: 'columns' | 'edges';
  above?: ReactNode;
  beside?: ReactNode;
  /** The calendar date of the viewer's today; its label says so. */
  today?: string | undefined;
  children: ReactNode;
};

/** Axes and grid: values to the left, dates below. */
export function Plot({ ticks, unit, dates, heightPx = 150, layout, above, beside, today, children }: PlotProps) {
  const top = ticks.at(-1) ?? 1;
  const labels = dateLabels(dates, today);
  const at = (index: number) =>
    layout === 'columns'
      ? ((index + 0.5) / dates.length) * 100
      : dates.length > 1
        ? (index / (dates.length - 1)) * 100
        : 50;
  return (
    <div
      className={classes.plot}
      data-beside={beside ? true : undefined}
      style={place({ '--plot-height': `${heightPx}px` })}
    >
      {above && <div className={classes.above}>{above}</div>}
      <div className={classes.y} aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={place({ '--at': `${(tick / top) * 100}%` })}>
            {tick === 0 ? '0' : formatValue(tick, unit === 'per_day' ? 'count' : unit)}
          </span>
        ))}
      </div>
      <div className={classes.area}>
        {ticks.map((tick) => (
          <span key={tick} className={classes.grid} style={place({ '--at': `${(tick / top) * 100}%` })} />
        ))}
        {children}
      </div>
      {beside && <div className={classes.beside}>{beside}</div>}
      <div className={classes.x} aria-hidden="true">
        {labels.map(({ index, text }, position) => {
          const fromLast = labels.length - 1 - position;
          return (
            <span
              key={index}
              data-edge={
                layout === 'edges' || labels.length < 3 || position === 0
                  ? edge(position, labels.length)
                  : fromLast === 0
                    ? 'end'
                    : undefined
              }
              data-minor={fromLast % 2 === 1 ? true : undefined}
              data-today={dates[index] === today || undefined}
              style={place({ '--at': `${at(index)}%` })}
            >
              {text}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function edge(position: number, count: number): 'start' | 'end' | undefined {
  if (position === 0) return 'start';
  return position === count - 1 ? 'end' : undefined;
}

/** A small sign with its word, above a chart. */
export function LegendItem({ sign, children }: { sign: string; children: ReactNode }) {
  return (
    <span className={classes.item}>
      <span className={classes.sign} data-sign={sign} aria-hidden="true" />
      {children}
    </span>
  );
}
