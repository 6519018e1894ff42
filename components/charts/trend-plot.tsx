'use client';

import { useRouter } from 'next/navigation';
import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber, formatValue, upperFirst, type ValueUnit } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import type { Tier } from '@/lib/metrics/schema';
import { place } from './plot';
import { axisTicks, dateLabels, spread } from './scale';
import type { TrendBand, TrendPoint } from './trend-line';
import classes from './trend-plot.module.css';

export type TrendPlotProps = {
  points: TrendPoint[];
  unit: ValueUnit;
  label: string;
  secondLabel?: string;
  countNoun: string;
  bands: TrendBand[];
  today?: string;
  heightPx: number;
};

const [topPx, labelPx, bandNamePx] = [6, 16, 54];

/** The lines themselves; loaded when they are shown, for recharts is larger than a page. */
export function TrendPlot({ points, unit, label, secondLabel, countNoun, bands, today, heightPx }: TrendPlotProps) {
  const router = useRouter();
  const values = points.flatMap(({ value, second, previous }) => [value ?? 0, second ?? 0, previous ?? 0]);
  const ticks = axisTicks(Math.max(...values, 0), unit);
  const top = ticks.at(-1) ?? 1;
  const dates = points.map(({ start }) => start);
  const labels = new Map(dateLabels(dates, today).map(({ index, text }) => [dates[index] ?? '', text]));
  const dots = points.length <= 14;
  // A point between two gaps would be no line at all.
  const dotOf = (of: (point: TrendPoint) => number | null | undefined, color: string) => {
    const alone = (index: number) => isMissing(points[index - 1], of) && isMissing(points[index + 1], of);
    return ({ cx, cy, index }: { cx?: number; cy?: number; index?: number }) => {
      const isLast = index === points.findLastIndex((point) => !isMissing(point, of));
      if (
        cx === undefined ||
        cy === undefined ||
        Number.isNaN(cy) ||
        index === undefined ||
        isMissing(points[index], of)
      )
        return <g key={index} />;
      if (!dots && !isLast && !alone(index)) return <g key={index} />;
      return <circle key={index} cx={cx} cy={cy} r={2.5} fill={color} />;
    };
  };

  return (
    <div className={classes.row}>
      <div className={classes.plot}>
        <ResponsiveContainer width="100%" height={heightPx + 24}>
          <LineChart
            data={points}
            accessibilityLayer={false}
            margin={{ top: topPx, right: 8, bottom: 0, left: 0 }}
            onClick={({ activeLabel }) => {
              const href = points.find(({ start }) => start === activeLabel)?.href;
              if (href) router.push(href);
            }}
          >
            {bands.map(({ tier, from, to }) =>
              from < top ? (
                <ReferenceArea
                  key={tier}
                  y1={from}
                  y2={Math.min(to ?? top, top)}
                  fill={`var(--tier-${tier}-tint)`}
                  fillOpacity={1}
                  {...(Math.min(to ?? top, top) - from > top / 9 ? { label: bandLabel(tier) } : {})}
                />
              ) : null,
            )}
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis
              dataKey="start"
              ticks={[...labels.keys()]}
              interval="preserveStartEnd"
              minTickGap={24}
              tickFormatter={(start: string) => labels.get(start) ?? ''}
              // The bands' names stand beside the lines, not on them.
              padding={{ right: bands.length > 0 ? bandNamePx : 0 }}
              tick={{ fontSize: 12, fill: 'var(--text-muted)' }}
              tickLine={false}
              axisLine={{ stroke: 'var(--border)' }}
              height={24}
            />
            <YAxis
              ticks={ticks}
              domain={[0, top]}
              width="auto"
              tickFormatter={(value: number) =>
                value === 0 ? '0' : formatValue(value, unit === 'per_day' ? 'count' : unit)
              }
              tick={{ fontSize: 12, fill: 'var(--text-muted)' }}
              tickLine={false}
              axisLine={false}
              interval={0}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--border-strong)' }}
              content={({ active, label: start }) => {
                const point = active ? points.find((each) => each.start === start) : undefined;
                return point ? (
                  <Tip point={point} {...{ unit, label, countNoun }} {...(secondLabel ? { secondLabel } : {})} />
                ) : null;
              }}
            />
            <Line
              dataKey="previous"
              type="linear"
              stroke="var(--chart-compare)"
              strokeWidth={1.5}
              strokeDasharray="4 4"
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
            {secondLabel && (
              <Line
                dataKey="second"
                type="linear"
                stroke="var(--chart-2)"
                strokeWidth={1.75}
                dot={dotOf(({ second }) => second, 'var(--chart-2)')}
                isAnimationActive={false}
              />
            )}
            <Line
              dataKey="value"
              type="linear"
              stroke="var(--chart-1)"
              strokeWidth={2}
              dot={dotOf(({ value }) => value, 'var(--chart-1)')}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <EndLabels {...{ points, unit, label, top, heightPx }} {...(secondLabel ? { secondLabel } : {})} />
    </div>
  );
}

type EndLabelsProps = Pick<TrendPlotProps, 'points' | 'unit' | 'label' | 'secondLabel' | 'heightPx'> & { top: number };

/** Each line's name and last value beside its end, moved apart where they would cover each other. */
function EndLabels({ points, unit, label, secondLabel, top, heightPx }: EndLabelsProps) {
  const lines = [
    { name: label, kind: 'value', of: (point: TrendPoint) => point.value },
    ...(secondLabel ? [{ name: secondLabel, kind: 'second', of: (point: TrendPoint) => point.second }] : []),
    { name: 'Before', kind: 'previous', of: (point: TrendPoint) => point.previous },
  ].flatMap(({ name, kind, of }) => {
    const last = points.findLast((point) => !isMissing(point, of));
    const value = last ? of(last) : null;
    return value === null || value === undefined ? [] : [{ name, kind, value }];
  });
  const places = spread(
    lines.map(({ value }) => (value / top) * 100),
    (labelPx / (heightPx - topPx)) * 100,
  );
  return (
    <div className={classes.ends} style={place({ '--top': `${topPx}px`, '--plot': `${heightPx - topPx}px` })}>
      {lines.map(({ name, kind, value }, index) => (
        <span key={kind} data-kind={kind} style={place({ '--at': `${places[index] ?? 0}%` })}>
          {name} {formatValue(value, unit)}
        </span>
      ))}
    </div>
  );
}

function bandLabel(tier: Tier) {
  return {
    value: upperFirst(tier),
    position: 'right' as const,
    fill: `var(--tier-${tier})`,
    fontSize: 12,
    fontWeight: 500,
    // Grid lines end behind the name.
    stroke: 'var(--surface)',
    strokeWidth: 6,
    paintOrder: 'stroke',
  };
}

function isMissing(point: TrendPoint | undefined, of: (point: TrendPoint) => number | null | undefined): boolean {
  if (!point) return true;
  const value = of(point);
  return value === null || value === undefined;
}

type TipProps = { point: TrendPoint; unit: ValueUnit; label: string; secondLabel?: string; countNoun: string };

function Tip({ point, unit, label, secondLabel, countNoun }: TipProps) {
  const lines: [string, number | null | undefined][] = [[label, point.value]];
  if (secondLabel) lines.push([secondLabel, point.second]);
  if (point.previous !== undefined) lines.push(['Window before', point.previous]);
  return (
    <div className={classes.tip}>
      <strong>{formatDate(point.start)}</strong>
      {lines.map(([name, value]) => (
        <span key={name}>
          {name} {value === null || value === undefined ? 'no value' : formatValue(value, unit)}
        </span>
      ))}
      {point.count !== undefined && (
        <span>
          {formatNumber(point.count)} {countNoun}
        </span>
      )}
    </div>
  );
}
