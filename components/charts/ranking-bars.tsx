import { Link } from '@/components/ui/link';
import { TierBadge } from '@/components/ui/tier-badge';
import { formatNumber, formatShare, formatValue, type ValueUnit } from '@/lib/core/format';
import type { Tier } from '@/lib/metrics/schema';
import { place } from './plot';
import classes from './ranking-bars.module.css';

export type RankingRow = {
  name: string;
  href: string;
  /** To the records behind the number. */
  recordsHref?: string;
  value: number | null;
  tier?: Tier | null;
  /** Null where the value is a statistic of `denominator` records. */
  numerator?: number | null;
  denominator?: number;
};

type Props = {
  caption: string;
  rows: RankingRow[];
  unit: ValueUnit;
  /** Head of the value column: 'Rate', 'Median'. */
  valueTitle: string;
  /** Head of the count column: 'Failed', 'Changes'. */
  countTitle?: string;
  /** The value of all together: a dotted line through the bars. */
  all?: number | null;
};

/** Services beside each other: a real table with a bar in it, so it needs no second form. No script. */
export function RankingBars({ caption, rows, unit, valueTitle, countTitle, all = null }: Props) {
  const largest = Math.max(...rows.map(({ value }) => value ?? 0), all ?? 0) || 1;
  const withTier = rows.some(({ tier }) => tier);
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <caption className={classes.spoken}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" className={classes.barCell}>
              {all === null ? (
                <span className="visually-hidden">Bar</span>
              ) : (
                <span className={classes.allLabel} style={place({ '--at': `${(all / largest) * 100}%` })}>
                  all {formatValue(all, unit)}
                </span>
              )}
            </th>
            <th scope="col" className={classes.number}>
              {valueTitle}
            </th>
            {countTitle && (
              <th scope="col" className={classes.number}>
                {countTitle}
              </th>
            )}
            {withTier && (
              <th scope="col" className={classes.tier}>
                Tier
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const count = row.denominator === undefined ? '' : countOf(row);
            return (
              <tr key={row.name}>
                <th scope="row">
                  <Link href={row.href}>{row.name}</Link>
                </th>
                <td className={classes.barCell} aria-hidden="true">
                  <span className={classes.track}>
                    <span
                      className={classes.bar}
                      style={place({ '--share': `${((row.value ?? 0) / largest) * 100}%` })}
                    />
                    {all !== null && (
                      <span className={classes.all} style={place({ '--at': `${(all / largest) * 100}%` })} />
                    )}
                  </span>
                </td>
                <td className={classes.number}>{row.value === null ? 'no value' : formatValue(row.value, unit)}</td>
                {countTitle && (
                  <td className={classes.number}>
                    {row.recordsHref ? (
                      <Link className={classes.count} href={row.recordsHref}>
                        {count}
                      </Link>
                    ) : (
                      count
                    )}
                  </td>
                )}
                {withTier && (
                  <td className={classes.tier}>
                    <TierBadge tier={row.tier ?? null} plain />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function countOf({ numerator, denominator = 0 }: RankingRow): string {
  return numerator === null || numerator === undefined
    ? formatNumber(denominator)
    : formatShare(numerator, denominator);
}
