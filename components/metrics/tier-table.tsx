import { place } from '@/components/charts/plot';
import { Link } from '@/components/ui/link';
import { TierBadge } from '@/components/ui/tier-badge';
import { formatNumber, formatPercent, formatValue } from '@/lib/core/format';
import type { MetricView } from '@/lib/metrics/load';
import type { CountRange } from '@/lib/metrics/model/tier-counts';
import classes from './tier-table.module.css';

type Props = {
  view: MetricView;
  /** The records of one tier. */
  tierHref: (tier: string) => string;
};

const nouns = { lead_time: 'Changes', time_to_restore: 'Incidents' } as const;

/** The tiers in the benchmark's words, with where this number lies and how the records spread over them. */
export function TierTable({ view, tierHref }: Props) {
  const { metric, answer, tiers, tierCounts, why } = view;
  const { value, tier: current } = why[answer.definition];
  const isSpan = metric.id === 'lead_time' || metric.id === 'time_to_restore';
  const statistic = metric.headline[answer.definition];
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <caption className="visually-hidden">Tiers of {metric.label}</caption>
        <thead>
          <tr>
            <th scope="col">Tier</th>
            <th scope="col">{metric.label}</th>
            {isSpan && (
              <>
                <th scope="col" className={classes.number}>
                  {nouns[metric.id as keyof typeof nouns]} here
                </th>
                <th scope="col" className={classes.number}>
                  Share
                </th>
              </>
            )}
            {tierCounts && (
              <th scope="col" className={classes.number}>
                {metric.id === 'deployment_frequency' ? 'Deployments in this window' : 'Failed in this window'}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {tiers.map(({ tier, text, count, share }) => (
            <tr key={tier} data-tier={tier} data-current={tier === current || undefined}>
              <th scope="row">
                <TierBadge tier={tier} plain />
              </th>
              <td>
                {text}
                {tier === current && value !== null && (
                  <span className={classes.here}>
                    {statistic ?? 'here'} {formatValue(value, metric.unit)}
                  </span>
                )}
              </td>
              {isSpan && (
                <>
                  <td className={classes.number}>
                    <span className={classes.count}>
                      <span className={classes.track} aria-hidden="true">
                        <span className={classes.bar} style={place({ '--share': `${(share ?? 0) * 100}%` })} />
                      </span>
                      {count ? <Link href={tierHref(tier)}>{formatNumber(count)}</Link> : '0'}
                    </span>
                  </td>
                  <td className={classes.number}>{share === null ? 'none yet' : formatPercent(share)}</td>
                </>
              )}
              {tierCounts && <td className={classes.number}>{rangeText(tierCounts[tier])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function rangeText(range: CountRange | null): string {
  if (!range) return 'not with a whole number';
  const { least, most } = range;
  if (most === null) return `${formatNumber(least)} or more`;
  return least === most ? formatNumber(least) : `${formatNumber(least)} to ${formatNumber(most)}`;
}
