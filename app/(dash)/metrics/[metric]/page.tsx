import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { whyOf } from '@/components/metrics/metric-cards';
import { MetricDefinition } from '@/components/metrics/metric-definition';
import { MetricDetails } from '@/components/metrics/metric-details';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { MetricRecords } from '@/components/metrics/metric-records';
import { MetricWhy } from '@/components/metrics/metric-why';
import { scopeText } from '@/components/metrics/scope-text';
import { TierCard } from '@/components/metrics/tier-card';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate, now } from '@/lib/core/time';
import { daysText, windowText } from '@/lib/core/window-text';
import { loadMetric, loadRecords } from '@/lib/metrics/load';
import { benchmarkLabels, definitionLabels, metricOfSlug } from '@/lib/metrics/registry';
import classes from './metric.module.css';

type Props = { params: Promise<{ metric: string }>; searchParams: Promise<Search> };

const recordsPerPage = '25';

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: metricOfSlug((await params).metric)?.label ?? 'Not found' };
}

export default async function MetricPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const { metric: slug } = await params;
  const search = await withViewerZone(await searchParams);
  const known = metricOfSlug(slug);
  if (!known) notFound();
  const isSpan = known.id === 'lead_time' || known.id === 'time_to_restore';
  const [view, records, options] = await Promise.all([
    loadMetric(user, slug, search),
    loadRecords(user, slug, { limit: recordsPerPage, sort: isSpan ? 'longest' : 'newest', ...search }),
    loadFilterOptions(user),
  ]);
  if (!view || !records) notFound();
  const { answer, metric, query } = view;
  const { window } = answer;
  const path = `/metrics/${metric.slug}`;
  const partHref = (part: string) =>
    `${hrefWith(path, search, { part: part === 'counted' ? null : part }, ['granularity'])}#records`;
  const ignored = [...new Set([...view.ignored, ...records.ignored])];
  return (
    <>
      <PageHeader
        title={metric.label}
        crumbs={[{ href: hrefWith('/', search), label: 'Overview' }]}
        note={`${windowText(window)}, compared with the ${daysText(window.days)} before`}
        liveZone={window.tz}
        actions={
          <MetricFilters
            zone={window.tz}
            services={options.services}
            teams={options.teams}
            environments={options.environments}
          />
        }
      />
      <LeftOutNotice names={ignored} />
      <div className={classes.top}>
        <MetricDefinition
          view={view}
          labels={definitionLabels}
          definitionHref={(id) => hrefWith(path, search, { definition: id === 'dora' ? id : null }, ['granularity'])}
          partHref={partHref}
          why={
            <MetricWhy
              {...whyOf(metric.id, {
                answer,
                search,
                path,
                apiSearch: view.apiSearch,
                origin: env().PUBLIC_URL,
                scope: scopeText(query),
              })}
            />
          }
        />
        <TierCard
          view={view}
          benchmarks={benchmarkLabels}
          tierHref={(tier) => `${hrefWith(path, search, { tier }, ['granularity'])}#records`}
        />
      </div>
      <MetricDetails
        view={view}
        search={search}
        origin={env().PUBLIC_URL}
        today={localDate(now(), window.tz)}
        partHref={partHref}
      />
      {answer[metric.id].state !== 'no_source' && (
        <MetricRecords records={records} search={search} zone={window.tz} apiSearch={view.apiSearch} />
      )}
    </>
  );
}
