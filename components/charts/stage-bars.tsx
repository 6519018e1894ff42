import { Link } from '@/components/ui/link';
import { formatDuration, formatNumber } from '@/lib/core/format';
import { ChartFrame } from './chart-frame';
import { LegendItem, place } from './plot';
import classes from './stage-bars.module.css';

export type StageRow = {
  /** Null: all together. */
  service: string | null;
  href?: string;
  changes: number;
  commitToMergeSeconds: number;
  mergeToDeploySeconds: number;
  deployRunSeconds: number;
  totalSeconds: number;
};

const stages = [
  { key: 'commitToMergeSeconds', sign: 'stage-1', label: 'Commit → merge' },
  { key: 'mergeToDeploySeconds', sign: 'chart-1', label: 'Merge → deploy' },
  { key: 'deployRunSeconds', sign: 'chart-3', label: 'Deploy run' },
] as const;

type Props = {
  title?: string;
  note?: string;
  /** Whose changes `all` stands for: 'All services', 'Chosen services'. */
  allLabel: string;
  all: StageRow;
  services: StageRow[];
};

/** Where lead time is spent: mean duration of each stage, for all and for the slowest services. No script. */
export function StageBars({
  title = 'By stage',
  note = 'means, because means add up',
  allLabel,
  all,
  services,
}: Props) {
  const rows = [all, ...services];
  const longest = Math.max(...rows.map((row) => row.totalSeconds), 1);
  return (
    <ChartFrame
      title={title}
      note={note}
      summary={`A change takes ${formatDuration(all.totalSeconds)} on average: ${stages.map(({ key, label }) => `${label} ${formatDuration(all[key])}`).join(', ')}.`}
      table={{
        columns: ['Service', ...stages.map(({ label }) => label), 'Total', 'Changes'],
        rows: rows.map((row) => ({
          key: row.service ?? '',
          href: row.href,
          cells: [
            row.service ?? allLabel,
            ...stages.map(({ key }) => formatDuration(row[key])),
            formatDuration(row.totalSeconds),
            formatNumber(row.changes),
          ],
        })),
      }}
    >
      <div className={classes.legend}>
        {stages.map(({ key, sign, label }) => (
          <LegendItem key={key} sign={sign}>
            {label}
          </LegendItem>
        ))}
      </div>
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.service ?? ''} className={classes.row} data-all={row.service === null || undefined}>
            <span className={classes.name}>
              {row.service === null ? allLabel : row.href ? <Link href={row.href}>{row.service}</Link> : row.service}
            </span>
            <span className={classes.total}>{formatDuration(row.totalSeconds)}</span>
            <span className={classes.bar}>
              {stages.map(({ key, sign, label }) => {
                const percent = (Math.max(0, row[key]) / longest) * 100;
                if (percent === 0) return null;
                return (
                  <span
                    key={key}
                    className={classes.stage}
                    data-sign={sign}
                    title={`${label}: ${formatDuration(row[key])}`}
                    style={place({ '--share': `${percent}%` })}
                  >
                    {percent > 22 && sign !== 'chart-3' && formatDuration(row[key])}
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ul>
    </ChartFrame>
  );
}
