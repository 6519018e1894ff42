import type { ReactNode } from 'react';
import { Delta } from '@/components/ui/delta';
import { Link } from '@/components/ui/link';
import { MetricValue } from '@/components/ui/metric-value';
import { SegmentedLink } from '@/components/ui/segmented-link';
import { TierBadge } from '@/components/ui/tier-badge';
import { formatDuration, formatNumber, formatValue, upperFirst } from '@/lib/core/format';
import type { MetricView } from '@/lib/metrics/load';
import { absentText } from '@/lib/metrics/model/absent';
import { headlineOf } from '@/lib/metrics/model/why';
import type { DefinitionId } from '@/lib/metrics/schema';
import type { Count } from '@/lib/metrics/schema/why';
import classes from './metric-definition.module.css';

type Props = {
  view: MetricView;
  labels: Record<DefinitionId, string>;
  /** The page with this definition. */
  definitionHref: (definition: DefinitionId) => string;
  /** The list of exactly these records. */
  partHref: (part: string) => string;
  why: ReactNode;
};

/** The number, what it was made of, and its definition in words and as a formula. */
export function MetricDefinition({ view, labels, definitionHref, partHref, why }: Props) {
  const { metric, answer } = view;
  const { definition } = answer;
  const here = view.why[definition];
  const scored = answer[metric.id];
  return (
    <section className={classes.card} aria-label="Value and definition">
      <div className={classes.number}>
        <div className={classes.headline}>
          <MetricValue value={here.value} unit={metric.unit} absent={absentText(scored.state, definition).full} />
          {scored.score !== undefined && scored.score !== null ? (
            <span className={classes.score}>Score {formatNumber(scored.score, 1)} of 10</span>
          ) : (
            <TierBadge tier={here.tier} />
          )}
        </div>
        <div className={classes.delta}>
          {here.value !== null && (
            <Delta
              value={here.value}
              previous={headlineOf(answer.previous, metric.id, definition)}
              unit={metric.unit}
              better={metric.better}
            />
          )}
        </div>
        <dl className={classes.facts}>
          {factsOf(view).map(({ label, text, part }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{part ? <Link href={partHref(part)}>{text}</Link> : text}</dd>
            </div>
          ))}
          <div>
            <dt>{otherOf(view, labels).label}</dt>
            <dd>{otherOf(view, labels).text}</dd>
          </div>
        </dl>
        <div className={classes.why}>{why}</div>
      </div>
      <div className={classes.words}>
        <div className={classes.head}>
          <h2 className={classes.title}>Definition</h2>
          <SegmentedLink
            label="Definition"
            segments={(['handbook', 'dora'] as const).map((id) => ({
              href: definitionHref(id),
              label: labels[id],
              isCurrent: id === definition,
            }))}
          />
        </div>
        <p>{here.text}</p>
        <code className={classes.formula}>{here.formula}</code>
        <LeftOut counts={here.left_out} partHref={partHref} />
      </div>
    </section>
  );
}

/** 'Left out: 9 in a baseline deployment, 2 …', each number leading to its records. */
function LeftOut({ counts, partHref }: { counts: Count[]; partHref: Props['partHref'] }) {
  const present = counts.filter(({ count }) => count > 0);
  if (present.length === 0) return <p className={classes.leftOut}>Nothing was left out in this window.</p>;
  return (
    <p className={classes.leftOut}>
      Left out:{' '}
      {present.map(({ label, count, part }, index) => (
        <span key={label}>
          {index > 0 && ', '}
          {part ? <Link href={partHref(part)}>{formatNumber(count)}</Link> : formatNumber(count)} {lowerFirst(label)}
        </span>
      ))}
      .
    </p>
  );
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

type Fact = { label: string; text: string; part?: string };

function factsOf({ metric, answer, why }: MetricView): Fact[] {
  const { numerator, denominator } = why[answer.definition];
  const span = (label: string, seconds: number | null): Fact[] =>
    seconds === null ? [] : [{ label, text: formatDuration(seconds) }];
  const counted: Fact = {
    label: 'Counted',
    text: `${formatNumber(denominator.count)} ${denominator.label}`,
    part: 'counted',
  };
  switch (metric.id) {
    case 'lead_time':
      return [...span('p90', answer.lead_time.p90_seconds), ...span('Mean', answer.lead_time.mean_seconds), counted];
    case 'time_to_restore': {
      const { mean_seconds, median_seconds, p90_seconds } = answer.time_to_restore;
      const beside = answer.definition === 'dora' ? span('Mean', mean_seconds) : span('Median', median_seconds);
      return [...beside, ...span('p90', p90_seconds), counted];
    }
    case 'deployment_frequency':
      return [
        { label: 'Reached production', text: formatNumber(numerator?.count ?? 0), part: 'numerator' },
        { label: 'Days', text: formatNumber(answer.window.days, 1) },
      ];
    default:
      return [
        { label: upperFirst(numerator?.label ?? ''), text: formatNumber(numerator?.count ?? 0), part: 'numerator' },
        { label: upperFirst(denominator.label), text: formatNumber(denominator.count), part: 'counted' },
      ];
  }
}

/** The number by the other definition, so that nobody has to switch to see it. */
function otherOf({ metric, answer, why }: MetricView, labels: Props['labels']): { label: string; text: string } {
  const other = answer.definition === 'dora' ? 'handbook' : 'dora';
  const { value } = why[other];
  return { label: `By ${labels[other]}`, text: value === null ? 'no value' : formatValue(value, metric.unit) };
}
