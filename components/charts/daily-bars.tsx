import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { formatCount, formatNumber } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import { ChartFrame } from './chart-frame';
import classes from './daily-bars.module.css';
import { type BarIncident, IncidentMarks } from './incident-marks';
import { LegendItem, Plot, place } from './plot';
import { axisTicks, pointNouns } from './scale';

/** One day, week or month: deployments of two kinds, as `labels` call them. `start` is its first calendar date. */
type DayBar = { start: string; succeeded: number; failed: number; href?: string };

type Props = {
  title?: string;
  note?: string;
  bars: DayBar[];
  /** Totals of the window before, bar by bar. */
  previous?: number[] | undefined;
  incidents?: BarIncident[];
  today?: string;
  heightPx?: number | undefined;
  granularity?: 'day' | 'week' | 'month';
  /** What the two kinds of bars are called. */
  labels?: { succeeded: string; failed: string } | undefined;
  actions?: ReactNode;
};

const totalOf = (bar: DayBar) => bar.succeeded + bar.failed;

/** Deployments per day, stacked by outcome, with incidents above and the window before as ghosts. No script. */
export function DailyBars({
  title = 'Deployments per day',
  note,
  bars,
  previous,
  incidents = [],
  today,
  heightPx = 130,
  granularity = 'day',
  labels = { succeeded: 'No failure', failed: 'Failed' },
  actions,
}: Props) {
  const sum = (of: (bar: DayBar) => number) => bars.reduce((total, bar) => total + of(bar), 0);
  const [succeeded, failed] = [sum((bar) => bar.succeeded), sum((bar) => bar.failed)];
  const ticks = axisTicks(Math.max(...bars.map(totalOf), ...(previous ?? []), 0), 'count', 5);
  const top = ticks.at(-1) ?? 1;
  const share = (count: number) => `${(count / top) * 100}%`;
  const severe = incidents.filter(({ severity }) => severity === 'SEV1').length;
  const columns = [
    pointNouns[granularity],
    labels.succeeded,
    labels.failed,
    'Incidents',
    ...(previous ? ['Window before'] : []),
  ];

  return (
    <ChartFrame
      title={title}
      note={note}
      actions={actions}
      summary={`${title}: ${formatNumber(succeeded + failed)} from ${formatDate(bars[0]?.start ?? '1970-01-01')} to ${formatDate(bars.at(-1)?.start ?? '1970-01-01')}, ${labels.failed.toLowerCase()} ${formatNumber(failed)}, ${formatCount(incidents.length, 'incident')}.`}
      legend={
        <>
          <LegendItem sign="chart-1">
            {labels.succeeded} {formatNumber(succeeded)}
          </LegendItem>
          <LegendItem sign="failed">
            {labels.failed} {formatNumber(failed)}
          </LegendItem>
          {severe > 0 && <LegendItem sign="sev1">SEV1 {severe}</LegendItem>}
          {incidents.length > severe && (
            <LegendItem sign="other">Other incidents {incidents.length - severe}</LegendItem>
          )}
          {previous && <LegendItem sign="compare">Window before</LegendItem>}
        </>
      }
      table={{
        columns,
        rows: bars.map((bar, index) => ({
          key: bar.start,
          href: bar.href,
          cells: [
            formatDate(bar.start),
            formatNumber(bar.succeeded),
            formatNumber(bar.failed),
            String(incidents.filter(({ date }) => isWithin(date, bars, index)).length),
            ...(previous ? [formatNumber(previous[index] ?? 0)] : []),
          ],
        })),
      }}
    >
      <Plot
        ticks={ticks}
        unit="count"
        dates={bars.map(({ start }) => start)}
        layout="columns"
        heightPx={heightPx}
        today={today}
        above={incidents.length > 0 && <IncidentMarks incidents={incidents} starts={bars.map(({ start }) => start)} />}
      >
        <div className={classes.columns} data-dense={bars.length > 45 || undefined}>
          {bars.map((bar, index) => (
            <Column
              key={bar.start}
              bar={bar}
              before={previous?.[index]}
              share={share}
              labels={labels}
              edge={index < bars.length / 2 ? 'start' : 'end'}
            />
          ))}
        </div>
      </Plot>
    </ChartFrame>
  );
}

function isWithin(date: string, bars: DayBar[], index: number): boolean {
  const next = bars[index + 1];
  return date >= (bars[index]?.start ?? '') && (!next || date < next.start);
}

type ColumnProps = {
  bar: DayBar;
  before: number | undefined;
  share: (count: number) => string;
  labels: { succeeded: string; failed: string };
  edge: 'start' | 'end';
};

function Column({ bar, before, share, labels, edge }: ColumnProps) {
  const text = [
    `${labels.succeeded} ${formatNumber(bar.succeeded)}`,
    `${labels.failed} ${formatNumber(bar.failed)}`,
    ...(before === undefined ? [] : [`${formatNumber(before)} in the window before`]),
  ];
  const content = (
    <>
      {before !== undefined && <span className={classes.ghost} style={place({ '--share': share(before) })} />}
      <span className={classes.stack}>
        {bar.failed > 0 && <span className={classes.failed} style={place({ '--share': share(bar.failed) })} />}
        {bar.succeeded > 0 && <span className={classes.succeeded} style={place({ '--share': share(bar.succeeded) })} />}
        {totalOf(bar) === 0 && <span className={classes.none} />}
      </span>
      <span className={classes.tip} data-edge={edge}>
        <strong>{formatDate(bar.start)}</strong>
        {text.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </>
  );
  if (!bar.href) return <span className={classes.column}>{content}</span>;
  return (
    <Link className={classes.column} href={bar.href} aria-label={`${formatDate(bar.start)}: ${text.join(', ')}`}>
      {content}
    </Link>
  );
}
