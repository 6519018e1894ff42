import { Link } from '@/components/ui/link';
import { formatDuration, formatNumber, upperFirst } from '@/lib/core/format';
import type { Tier } from '@/lib/metrics/schema';
import { ChartFrame } from './chart-frame';
import classes from './histogram.module.css';
import { place } from './plot';
import { axisTicks, histogramPosition } from './scale';

type Props = {
  title?: string;
  note?: string;
  /** Bars that double in width, left to right. */
  bars: { fromSeconds: number; toSeconds: number; count: number; href?: string }[];
  /** What is counted: 'changes'. */
  noun: string;
  axisTitle: string;
  medianSeconds: number | null;
  p90Seconds: number | null;
  bands?: { tier: Tier; from: number; to: number | null }[];
};

/** Of the width: room that the name of a band takes. */
const bandNameShare = 18;

/** How spans spread, on a logarithmic axis, with median and p90. No script. */
export function Histogram({
  title = 'Distribution',
  note,
  bars,
  noun,
  axisTitle,
  medianSeconds,
  p90Seconds,
  bands = [],
}: Props) {
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const ticks = axisTicks(Math.max(...bars.map((bar) => bar.count), 0), 'count');
  const top = ticks.at(-1) ?? 1;
  const at = (seconds: number) => histogramPosition(seconds, bars);
  const marks = [
    { name: 'Median', seconds: medianSeconds },
    { name: 'p90', seconds: p90Seconds },
  ].flatMap(({ name, seconds }) => (seconds === null ? [] : [{ name, seconds, at: at(seconds) }]));
  const labelled = bars.length <= 8 ? 2 : Math.ceil(bars.length / 4);
  return (
    <ChartFrame
      title={title}
      note={note}
      summary={`${title} of ${formatNumber(total)} ${noun}: ${marks.map(({ name, seconds }) => `${name} ${formatDuration(seconds)}`).join(', ')}.`}
      table={{
        columns: ['From', 'Below', noun],
        rows: bars.map((bar) => ({
          key: String(bar.fromSeconds),
          href: bar.href,
          cells: [formatDuration(bar.fromSeconds), formatDuration(bar.toSeconds), formatNumber(bar.count)],
        })),
      }}
    >
      <div className={classes.plot}>
        <div className={classes.names} aria-hidden="true">
          {marks.map(({ name, seconds, at: position }, index) => (
            <span
              key={name}
              data-name={name}
              style={place({ '--share': `${Math.max(0, position - (marks[index - 1]?.at ?? 0))}%` })}
            >
              {name} {formatDuration(seconds)}
            </span>
          ))}
        </div>
        <div className={classes.y} aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={place({ '--at': `${(tick / top) * 100}%` })}>
              {formatNumber(tick)}
            </span>
          ))}
        </div>
        <div className={classes.area}>
          {bands.map(({ tier, from, to }) => {
            const [left, right] = [at(from), to === null ? 100 : at(to)];
            if (right - left < 0.5) return null;
            // The name goes to the end that no mark crosses.
            const isCrossed = marks.some((mark) => mark.at > left - 1 && mark.at < left + bandNameShare);
            return (
              <span
                key={tier}
                className={classes.band}
                data-tier={tier}
                data-end={isCrossed || undefined}
                style={place({ '--from': `${left}%`, '--width': `${right - left}%` })}
              >
                {right - left > bandNameShare ? upperFirst(tier) : ''}
              </span>
            );
          })}
          {ticks.map((tick) => (
            <span key={tick} className={classes.grid} style={place({ '--at': `${(tick / top) * 100}%` })} />
          ))}
          <div className={classes.bars}>
            {bars.map((bar) => (
              <Bar key={bar.fromSeconds} bar={bar} noun={noun} share={`${(bar.count / top) * 100}%`} />
            ))}
          </div>
          {marks.map(({ name, at: position }) => (
            <span key={name} className={classes.mark} data-name={name} style={place({ '--at': `${position}%` })} />
          ))}
        </div>
        <div className={classes.x} aria-hidden="true">
          {bars.map((bar, index) =>
            index > 0 && index % labelled === 0 ? (
              <span key={bar.fromSeconds} style={place({ '--at': `${(index / bars.length) * 100}%` })}>
                {formatDuration(bar.fromSeconds)}
              </span>
            ) : null,
          )}
        </div>
        <p className={classes.axis}>{axisTitle}, logarithmic axis, each bar doubles</p>
      </div>
    </ChartFrame>
  );
}

type BarProps = { bar: Props['bars'][number]; noun: string; share: string };

function Bar({ bar: { fromSeconds, toSeconds, count, href }, noun, share }: BarProps) {
  const said = `${formatDuration(fromSeconds)} to ${formatDuration(toSeconds)}: ${formatNumber(count)} ${noun}`;
  const fill = <span className={classes.bar} style={place({ '--share': share })} />;
  if (!href || count === 0)
    return (
      <span className={classes.slot} title={said}>
        {fill}
      </span>
    );
  return (
    <Link className={classes.slot} href={href} title={said} aria-label={said}>
      {fill}
    </Link>
  );
}
