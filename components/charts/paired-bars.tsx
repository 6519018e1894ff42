import { formatNumber } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import { ChartFrame } from './chart-frame';
import classes from './paired-bars.module.css';
import { LegendItem, Plot, place } from './plot';
import { axisTicks } from './scale';

type Pair = { start: string; first: number; second: number };

type Props = {
  title: string;
  note?: string;
  /** What the two bars of a week count: 'opened', 'closed'. */
  labels: { first: string; second: string };
  /** Weeks by their first calendar date. */
  pairs: Pair[];
  heightPx?: number;
};

/** Two counts per week side by side. No script. */
export function PairedBars({ title, note, labels, pairs, heightPx = 52 }: Props) {
  const ticks = axisTicks(Math.max(...pairs.map(({ first, second }) => Math.max(first, second)), 0), 'count', 2);
  const top = ticks.at(-1) ?? 1;
  const share = (count: number) => `${(count / top) * 100}%`;
  const total = (of: (pair: Pair) => number) => formatNumber(pairs.reduce((sum, pair) => sum + of(pair), 0));
  const [first, second] = [total((pair) => pair.first), total((pair) => pair.second)];
  return (
    <ChartFrame
      title={title}
      note={note}
      summary={`${title}: in ${pairs.length} weeks up to that of ${formatDate(pairs.at(-1)?.start ?? '1970-01-01')}, ${labels.first} ${first}, ${labels.second} ${second}.`}
      legend={
        <>
          <LegendItem sign="earlier">
            {labels.first} {first}
          </LegendItem>
          <LegendItem sign="chart-1">
            {labels.second} {second}
          </LegendItem>
        </>
      }
      table={{
        columns: ['Week from', labels.first, labels.second],
        rows: pairs.map((pair) => ({
          key: pair.start,
          cells: [formatDate(pair.start), formatNumber(pair.first), formatNumber(pair.second)],
        })),
      }}
    >
      <Plot ticks={ticks} unit="count" dates={pairs.map(({ start }) => start)} layout="columns" heightPx={heightPx}>
        <div className={classes.columns}>
          {pairs.map((pair) => (
            <span
              key={pair.start}
              className={classes.pair}
              title={`Week from ${formatDate(pair.start)}: ${labels.first} ${pair.first}, ${labels.second} ${pair.second}`}
            >
              <span className={classes.first} style={place({ '--share': share(pair.first) })} />
              <span className={classes.second} style={place({ '--share': share(pair.second) })} />
            </span>
          ))}
        </div>
      </Plot>
    </ChartFrame>
  );
}
