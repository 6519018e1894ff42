import Link from 'next/link';
import { CopyButton } from '@/components/ui/copy-button';
import { LinkButton } from '@/components/ui/link-button';
import { TierBadge } from '@/components/ui/tier-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatNumber, formatValue } from '@/lib/core/format';
import type { Why } from '@/lib/metrics/model/why';
import type { DefinitionId } from '@/lib/metrics/schema';
import classes from './why-panel.module.css';

type WhyPanelProps = {
  why: Record<DefinitionId, Why>;
  definition: DefinitionId;
  unit: 'per_day' | 'seconds' | 'ratio';
  /** 'Change failure rate, 30 Sep – 29 Oct 2026, all services'. */
  scope: string;
  /** 'median', 'mean'; null for plain counts. */
  statistic: string | null;
  /** The page with the other definition chosen. */
  definitionHref: Record<DefinitionId, string>;
  recordsHref: string;
  excludedHref: string;
  csvHref: string;
  curl: string;
  computedAt: string;
  zone: string;
};

const names: Record<DefinitionId, string> = { handbook: 'Handbook', dora: 'DORA' };

/** Definition, counts, exclusions and the way to the records of one number, in both definitions. */
export function WhyPanel(props: WhyPanelProps) {
  const { why, definition, unit, scope, statistic } = props;
  const { text, formula, value, numerator, denominator, parts, leftOut } = why[definition];
  return (
    <div className={classes.panel}>
      <p className={classes.scope}>{scope}</p>
      <nav className={classes.definitions} aria-label="Definition">
        {(['handbook', 'dora'] as const).map((id) => (
          <Link
            key={id}
            href={props.definitionHref[id]}
            scroll={false}
            className={classes.definition}
            aria-current={id === definition ? 'true' : undefined}
          >
            <span>{names[id]}</span>
            <span className={classes.number}>
              {why[id].value === null ? 'no value' : formatValue(why[id].value, unit)}{' '}
              <TierBadge tier={why[id].tier} plain />
            </span>
          </Link>
        ))}
      </nav>
      <p>{text}</p>
      <code className={classes.formula}>{formula}</code>
      <p className={classes.sum}>
        {numerator ? (
          <>
            <strong>{formatNumber(numerator.count)}</strong> {numerator.label} ÷{' '}
            <strong>{formatNumber(denominator.count, 1)}</strong> {denominator.label}
          </>
        ) : (
          <>
            {statistic ?? 'of'} of <strong>{formatNumber(denominator.count)}</strong> {denominator.label}
          </>
        )}{' '}
        = <strong>{value === null ? 'no value' : formatValue(value, unit)}</strong>
      </p>
      <div className={classes.lists}>
        {parts.length > 0 && (
          <Counts
            title={numerator ? `What makes up the ${formatNumber(numerator.count)}` : 'What is counted'}
            counts={parts}
          />
        )}
        <Counts title="What was left out" counts={leftOut} href={props.excludedHref} />
      </div>
      <div className={classes.foot}>
        <LinkButton href={props.recordsHref} kind="primary">
          Open the records
        </LinkButton>
        <LinkButton href={props.csvHref} download>
          CSV
        </LinkButton>
        <CopyButton text={props.curl} label="Copy as curl" />
        <span className={classes.computed}>
          Computed <Timestamp at={props.computedAt} zone={props.zone} style="time" plain /> {props.zone}
        </span>
      </div>
    </div>
  );
}

function Counts({ title, counts, href }: { title: string; counts: { label: string; count: number }[]; href?: string }) {
  return (
    <div>
      <h3 className={classes.listTitle}>{href ? <Link href={href}>{title}</Link> : title}</h3>
      <dl>
        {counts.map(({ label, count }) => (
          <div key={label} className={classes.count}>
            <dt>{label}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
