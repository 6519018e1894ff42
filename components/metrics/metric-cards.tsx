import type { ComponentProps } from 'react';
import { formatCount, formatShare } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { daysText } from '@/lib/core/window-text';
import { absentText } from '@/lib/metrics/model/absent';
import { type FourMeasure, fourMeasures, measures } from '@/lib/metrics/model/measures';
import { headlineOf } from '@/lib/metrics/model/why';
import type { DoraAnswer, MetricId } from '@/lib/metrics/schema';
import { MetricCard } from './metric-card';
import classes from './metric-cards.module.css';
import { MetricWhy } from './metric-why';

export type MetricCardsProps = {
  answer: DoraAnswer;
  search: Search;
  /** Path that the definition links lead to: the page that shows the cards. */
  path: string;
  apiSearch: string;
  origin: string;
  scope: string;
};

/** The four metrics of a scope, each with its explanation. */
export function MetricCards(props: MetricCardsProps) {
  const { answer, search } = props;
  return (
    <div className={classes.cards}>
      {fourMeasures.map(({ id, slug, label, unit, better }) => {
        const href = hrefWith(`/metrics/${slug}`, search);
        const { records, how } = recordsOf(id, answer);
        return (
          <MetricCard
            key={id}
            label={label}
            href={href}
            value={headlineOf(answer, id, answer.definition)}
            previous={headlineOf(answer.previous, id, answer.definition)}
            unit={unit}
            better={better}
            tier={answer[id].tier}
            absent={absentText(answer[id].state, answer.definition).full}
            spark={sparkOf(id, answer)}
            records={{ text: records, href: `${href}#records` }}
            how={how}
            why={<MetricWhy {...whyOf(id, props)} />}
          />
        );
      })}
    </div>
  );
}

/** What 'Why?' needs to know of one of the numbers that a page shows. */
export function whyOf(
  id: MetricId,
  { answer, search, path, apiSearch, origin, scope }: MetricCardsProps,
): ComponentProps<typeof MetricWhy> {
  const { definition, window } = answer;
  return {
    id,
    definition,
    value: headlineOf(answer, id, definition),
    metric: answer[id],
    window: { from: window.from, to: window.to, tz: window.tz },
    scope,
    search,
    path,
    apiSearch,
    origin,
  };
}

function sparkOf(
  id: FourMeasure['id'],
  { series, definition }: DoraAnswer,
): { values: (number | null)[]; kind: 'line' | 'bars' } {
  switch (id) {
    case 'deployment_frequency':
      return { kind: 'bars', values: series.map((point) => point.deployments) };
    case 'lead_time':
      return { kind: 'line', values: series.map((point) => point.lead_time_median_seconds) };
    case 'change_failure_rate':
      return { kind: 'line', values: series.map((point) => point.change_failure_rate) };
    case 'time_to_restore':
      return {
        kind: 'bars',
        values: series.map((point) =>
          definition === 'dora' ? point.time_to_restore_median_seconds : point.time_to_restore_mean_seconds,
        ),
      };
  }
}

function recordsOf(id: FourMeasure['id'], answer: DoraAnswer): { records: string; how: string } {
  const statistic = measures[id].headline[answer.definition];
  switch (id) {
    case 'deployment_frequency':
      return {
        records: formatCount(answer.deployment_frequency.deployments, 'deployment'),
        how: ` ÷ ${daysText(answer.window.days)}`,
      };
    case 'lead_time':
      return { records: formatCount(answer.lead_time.changes, 'change'), how: `, ${statistic}` };
    case 'change_failure_rate':
      return {
        records: formatShare(answer.change_failure_rate.failed, answer.change_failure_rate.deployments),
        how: answer.definition === 'dora' ? ' reached production' : ' finished',
      };
    case 'time_to_restore':
      return { records: formatCount(answer.time_to_restore.incidents, 'incident'), how: `, ${statistic}` };
  }
}
