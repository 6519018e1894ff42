import { serviceHref } from '@/components/catalog/service-href';
import { Histogram } from '@/components/charts/histogram';
import { RankingBars } from '@/components/charts/ranking-bars';
import { StageBars } from '@/components/charts/stage-bars';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { SegmentedLink } from '@/components/ui/segmented-link';
import { formatCount, formatNumber, formatShare, upperFirst } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { deploymentCall, incidentCall } from '@/lib/ingest/model';
import type { MetricView } from '@/lib/metrics/load';
import { granularities, type MetricId, type MetricState } from '@/lib/metrics/schema';
import type { Why } from '@/lib/metrics/schema/why';
import { DeploymentsPerDay } from './deployments-per-day';
import { MakeUp } from './make-up';
import classes from './metric-details.module.css';
import { MetricTrend } from './metric-trend';

type Props = {
  view: MetricView;
  search: Search;
  origin: string;
  today: string;
  partHref: (part: string) => string;
};

const words = { day: 'Day', week: 'Week', month: 'Month' } as const;
const countTitles: Record<MetricId, string> = {
  deployment_frequency: 'Deployments',
  lead_time: 'Changes',
  time_to_restore: 'Incidents',
  change_failure_rate: 'Failed',
  rework_rate: 'Reworked',
};
const mostRanked = 7;

/** Everything between the number and its records: course, spread, stages, kinds and services; or why there is nothing to show. */
export function MetricDetails({ view, search, origin, today, partHref }: Props) {
  const { metric, answer, why } = view;
  const path = `/metrics/${metric.slug}`;
  const here = why[answer.definition];
  const { state } = answer[metric.id];
  if (state === 'no_source')
    return (
      <Card>
        <EmptyState
          title="Nothing has been reported for this scope"
          headingLevel={2}
          code={
            metric.id === 'time_to_restore'
              ? { label: 'Report an incident that was resolved', text: incidentCall(origin, true) }
              : {
                  label: 'Report a deployment',
                  text: deploymentCall(origin, { withChange: metric.id === 'lead_time' }),
                }
          }
        >
          The number, its course and its records appear here as soon as the first report is in. Make a key with the
          scope “ingest” in <Link href="/settings/keys">Settings, API keys</Link>; or choose other services, teams or
          environments above.
        </EmptyState>
      </Card>
    );
  if (state !== 'ok') {
    const absent = absentHere(state, here);
    return (
      <Card>
        <EmptyState
          title={absent.title}
          headingLevel={2}
          action={
            <LinkButton href={hrefWith(path, search, { range: '365d', from: null, to: null })}>
              Show 365 days
            </LinkButton>
          }
        >
          {absent.text} A longer window, or one that ends later, may have a value.
        </EmptyState>
      </Card>
    );
  }
  const steps = (
    <SegmentedLink
      label="One point for each"
      segments={granularities.map((step) => ({
        href: hrefWith(path, search, { granularity: step }),
        label: words[step],
        isCurrent: step === answer.granularity,
      }))}
    />
  );
  return (
    <>
      <MetricTrend view={view} search={search} today={today} actions={steps} />
      {metric.id === 'change_failure_rate' && (
        <DeploymentsPerDay answer={answer} incidents={view.incidents} search={search} today={today} />
      )}
      <div className={classes.cards}>
        <Spread view={view} search={search} />
        {view.stages && <Stages view={view} search={search} />}
        {here.parts.length > 0 && (
          <Card title={`What makes up the ${formatNumber(here.numerator?.count ?? 0)}`} note={shareText(view)}>
            <MakeUp why={here} partHref={partHref} />
          </Card>
        )}
        <Ranking view={view} search={search} />
      </div>
    </>
  );
}

function shareText({ answer, why }: MetricView): string {
  const { numerator, denominator } = why[answer.definition];
  if (!numerator) return '';
  const whole = denominator.part === null ? '' : `, of ${formatNumber(denominator.count)} that ${denominator.label}`;
  return `${numerator.label}${whole}`;
}

/** Why a connected scope has no value in this window. */
function absentHere(state: MetricState, { left_out }: Why): { title: string; text: string } {
  const causeless = left_out.find(({ part }) => part === 'no_cause')?.count ?? 0;
  if (causeless > 0) {
    const text = `${formatCount(causeless, 'incident')} resolved, but no deployment is named as the cause; this definition counts only those with one.`;
    return { title: 'No resolved incident has a cause', text };
  }
  const text = 'Sources report for this scope, so there is nothing to connect.';
  return {
    title: state === 'no_incidents' ? 'No incident was resolved in this window' : 'There is no data in this window',
    text,
  };
}

function Spread({ view, search }: { view: MetricView; search: Search }) {
  const { metric, answer, distribution, bands } = view;
  if (distribution.length === 0) return null;
  const path = `/metrics/${metric.slug}`;
  const { median_seconds, p90_seconds } = metric.id === 'time_to_restore' ? answer.time_to_restore : answer.lead_time;
  const noun = metric.id === 'time_to_restore' ? 'incidents' : 'changes';
  return (
    <Histogram
      note={noun}
      noun={noun}
      axisTitle={metric.label}
      medianSeconds={median_seconds}
      p90Seconds={p90_seconds}
      bands={bands}
      bars={distribution.map((bar) => ({
        ...bar,
        href: `${hrefWith(path, search, { min_seconds: String(bar.fromSeconds), max_seconds: String(bar.toSeconds) }, ['granularity'])}#records`,
      }))}
    />
  );
}

function Stages({ view, search }: { view: MetricView; search: Search }) {
  const { stages, answer, query } = view;
  if (!stages) return null;
  const only = (service: string | null) =>
    service === null ? {} : { href: hrefWith('/metrics/lead-time', search, { service, team: null }) };
  return (
    <StageBars
      note={
        stages.all.changes === answer.lead_time.changes
          ? 'means, because means add up'
          : `means of the ${formatShare(stages.all.changes, answer.lead_time.changes)} changes with all times`
      }
      allLabel={query.service || query.team ? 'Chosen services' : 'All services'}
      all={stages.all}
      services={stages.services.map((row) => ({ ...row, ...only(row.service) }))}
    />
  );
}

function Ranking({ view, search }: { view: MetricView; search: Search }) {
  const { metric, answer, ranking, why } = view;
  const statistic = metric.headline[answer.definition];
  const order = metric.better === 'lower' ? (metric.unit === 'seconds' ? 'slowest' : 'highest') : 'fewest';
  return (
    <Card
      title="By service"
      note={`${statistic ? `${statistic}, ` : ''}${order} first`}
      actions={<Link href={hrefWith('/services', search)}>All {formatCount(ranking.length, 'service')}</Link>}
      flush
    >
      <RankingBars
        caption={`Services by ${metric.label.toLowerCase()}`}
        unit={metric.unit}
        valueTitle={statistic ? upperFirst(statistic) : 'Value'}
        countTitle={countTitles[metric.id]}
        all={metric.unit === 'per_day' ? null : why[answer.definition].value}
        rows={ranking.slice(0, mostRanked).map(({ service, ...row }) => ({
          ...row,
          name: service,
          href: serviceHref(service, search),
          recordsHref: `${hrefWith(`/metrics/${metric.slug}`, search, { service, team: null })}#records`,
        }))}
      />
    </Card>
  );
}
