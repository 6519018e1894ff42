import Link from 'next/link';
import type { ReactNode } from 'react';
import { Delta } from '@/components/ui/delta';
import { MetricValue } from '@/components/ui/metric-value';
import { formatShare } from '@/lib/core/format';
import type { DoraAnswer } from '@/lib/metrics/schema';
import { absentWords } from './metric-card';
import classes from './rework-line.module.css';

/** The fifth metric, which has no tier, in one line. */
export function ReworkLine({ answer, href, why }: { answer: DoraAnswer; href: string; why: ReactNode }) {
  const { rate, reworked, deployments, state } = answer.rework_rate;
  return (
    <section className={classes.line} aria-label="Rework rate">
      <h2 className={classes.label}>
        <Link href={href}>Rework rate</Link>
      </h2>
      <MetricValue value={rate} unit="ratio" size="small" absent={absentWords[state]} />
      {rate !== null && <Delta value={rate} previous={answer.previous.rework_rate.rate} unit="ratio" better="lower" />}
      <span className={classes.records}>
        <Link href={`${href}#records`}>{formatShare(reworked, deployments)}</Link> that reached production were
        rollbacks, hot-fixes or fixes. No tier.
      </span>
      {why}
    </section>
  );
}
