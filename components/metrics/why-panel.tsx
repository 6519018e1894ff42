import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { TierBadge } from '@/components/ui/tier-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatNumber, formatValue } from '@/lib/core/format';
import type { Measure } from '@/lib/metrics/model/measures';
import type { Count, Why } from '@/lib/metrics/model/why';
import type { DefinitionId } from '@/lib/metrics/schema';
import { Counts, MakeUpBar } from './make-up';
import classes from './why-panel.module.css';

type WhyPanelProps = {
  why: Record<DefinitionId, Why>;
  definition: DefinitionId;
  unit: Measure['unit'];
  /** 'Change failure rate, 30 Sep – 29 Oct 2026, all services'. */
  scope: string;
  /** 'median', 'mean'; null for plain counts. */
  statistic: string | null;
  /** The page with the other definition chosen. */
  definitionHref: Record<DefinitionId, string>;
  recordsHref: string;
  /** The list of exactly these records. */
  partHref: (part: string) => string;
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
            <Sum count={numerator} partHref={props.partHref} /> ÷ <Sum count={denominator} partHref={props.partHref} />
          </>
        ) : (
          <>
            {statistic ?? 'of'} of <Sum count={denominator} partHref={props.partHref} />
          </>
        )}{' '}
        = <strong>{value === null ? 'no value' : formatValue(value, unit)}</strong>
      </p>
      <MakeUpBar why={why[definition]} />
      <div className={classes.lists}>
        {parts.length > 0 && (
          <List
            title={numerator ? `What makes up the ${formatNumber(numerator.count)}` : 'What is counted'}
            counts={parts}
            partHref={props.partHref}
          />
        )}
        <List title="What was left out" counts={leftOut} partHref={props.partHref} />
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

function Sum({ count: { count, label, part }, partHref }: { count: Count; partHref: (part: string) => string }) {
  const figure = <strong>{formatNumber(count, 1)}</strong>;
  return (
    <>
      {part ? <Link href={partHref(part)}>{figure}</Link> : figure} {label}
    </>
  );
}

function List({ title, ...rest }: { title: string; counts: Count[]; partHref: (part: string) => string }) {
  return (
    <div>
      <h3 className={classes.listTitle}>{title}</h3>
      <Counts {...rest} />
    </div>
  );
}
