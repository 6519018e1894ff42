import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { Delta } from '@/components/ui/delta';
import { Link } from '@/components/ui/link';
import { MetricValue } from '@/components/ui/metric-value';
import { TierBadge } from '@/components/ui/tier-badge';
import type { Measure } from '@/lib/metrics/model/measures';
import type { Tier } from '@/lib/metrics/schema';
import classes from './metric-card.module.css';

type MetricCardProps = {
  label: string;
  href: string;
  value: number | null;
  previous: number | null;
  unit: Measure['unit'];
  better: Measure['better'];
  tier: Tier | null;
  /** Said in place of a value. */
  absent: string;
  spark: { values: (number | null)[]; kind: 'line' | 'bars' };
  /** '178 deployments', leading to them. */
  records: { text: string; href: string };
  /** After the records: 'median', '÷ 30 days'. */
  how: string;
  why: ReactNode;
};

/** One of the four: value, tier, course, change, the records behind it, and why. */
export function MetricCard({
  label,
  href,
  value,
  previous,
  unit,
  better,
  tier,
  absent,
  spark,
  records,
  how,
  why,
}: MetricCardProps) {
  return (
    <section className={classes.card} aria-label={label}>
      <div className={classes.top}>
        <h2 className={classes.label}>
          <Link href={href}>{label}</Link>
        </h2>
        <TierBadge tier={tier} />
      </div>
      <div className={classes.middle}>
        <MetricValue value={value} unit={unit} absent={absent} />
        <span className={classes.spark}>
          <Sparkline values={spark.values} kind={spark.kind} label={`${label} over the window`} />
        </span>
      </div>
      <div className={classes.delta}>
        {value !== null && <Delta value={value} previous={previous} unit={unit} better={better} />}
      </div>
      <div className={classes.foot}>
        <span>
          <Link href={records.href} className={classes.records}>
            {records.text}
          </Link>
          {how}
        </span>
        {why}
      </div>
    </section>
  );
}
