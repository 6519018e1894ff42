import { place } from '@/components/charts/plot';
import { Link } from '@/components/ui/link';
import { formatNumber } from '@/lib/core/format';
import type { Count, Why } from '@/lib/metrics/schema/why';
import classes from './make-up.module.css';

/** A numerator as part of its denominator, split by what made it, and the counts on both sides, each leading to its records. */
export function MakeUp({ why, partHref }: { why: Why; partHref: (part: string) => string }) {
  return (
    <div className={classes.wrap}>
      <MakeUpBar why={why} />
      <Counts counts={why.parts} partHref={partHref} />
      <div>
        <h3 className={classes.title}>What was left out</h3>
        <Counts counts={why.left_out} partHref={partHref} />
      </div>
    </div>
  );
}

/** The bar alone: what is fine first, then each kind of the numerator, hatched. Nothing where the number is no share of records. */
export function MakeUpBar({ why: { numerator, denominator, parts } }: { why: Why }) {
  if (!numerator || denominator.part === null || denominator.count === 0) return null;
  const rest = denominator.count - numerator.count;
  const share = (count: number) => place({ '--share': `${(count / denominator.count) * 100}%` });
  return (
    <div className={classes.share}>
      <div className={classes.ends}>
        <span>
          <strong>{formatNumber(rest)}</strong> others
        </span>
        <span>
          <strong>{formatNumber(numerator.count)}</strong> {numerator.label}
        </span>
      </div>
      <div className={classes.bar} aria-hidden="true">
        {rest > 0 && <span className={classes.rest} style={share(rest)} />}
        {parts.map(({ label, count }) =>
          count > 0 ? (
            <span key={label} className={classes.part} title={`${label}: ${count}`} style={share(count)} />
          ) : null,
        )}
      </div>
    </div>
  );
}

/** Counts with their words; a count leads to its records. */
export function Counts({ counts, partHref }: { counts: Count[]; partHref?: (part: string) => string }) {
  return (
    <dl className={classes.counts}>
      {counts.map(({ label, count, part }) => (
        <div key={label} className={classes.count}>
          <dt>{label}</dt>
          <dd>{partHref && part ? <Link href={partHref(part)}>{formatNumber(count)}</Link> : formatNumber(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
