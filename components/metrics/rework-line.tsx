import { Delta } from '@/components/ui/delta';
import { Link } from '@/components/ui/link';
import { MetricValue } from '@/components/ui/metric-value';
import { formatShare } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import { absentText } from '@/lib/metrics/model/absent';
import { measures } from '@/lib/metrics/model/measures';
import { type MetricCardsProps, whyOf } from './metric-cards';
import { MetricWhy } from './metric-why';
import classes from './rework-line.module.css';

const { id, slug, shortLabel, unit, better } = measures.rework_rate;

/** The fifth metric, which has no tier, in one line. */
export function ReworkLine(props: MetricCardsProps) {
  const { answer, search } = props;
  const { rate, reworked, deployments, state } = answer.rework_rate;
  const href = hrefWith(`/metrics/${slug}`, search);
  return (
    <section className={classes.line} aria-label={shortLabel}>
      <h2 className={classes.label}>
        <Link href={href}>{shortLabel}</Link>
      </h2>
      <MetricValue value={rate} unit={unit} size="small" absent={absentText(state, answer.definition).full} />
      {rate !== null && <Delta value={rate} previous={answer.previous.rework_rate.rate} unit={unit} better={better} />}
      <span className={classes.records}>
        <Link href={`${href}#records`}>{formatShare(reworked, deployments)}</Link> that reached production were
        rollbacks, hot-fixes or fixes. No tier.
      </span>
      <MetricWhy {...whyOf(id, props)} />
    </section>
  );
}
