import { Siren } from 'lucide-react';
import type { Metadata } from 'next';
import { Histogram } from '@/components/charts/histogram';
import { DeploymentCauses, ServiceCauses } from '@/components/learning/cause-tables';
import { LearningFigures } from '@/components/learning/learning-figures';
import { CompletionTable, TargetTable } from '@/components/learning/promise-tables';
import { SeveritySpans, SpanTable } from '@/components/learning/span-table';
import { MetricFilters } from '@/components/metrics/metric-filters';
import { withViewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { formatCount, formatNumber, formatShare } from '@/lib/core/format';
import type { Search } from '@/lib/core/page-search';
import { windowText } from '@/lib/core/window-text';
import { loadLearning } from '@/lib/incidents/load/learning';
import { severities } from '@/lib/incidents/schema';

export const metadata: Metadata = { title: 'Learning from incidents' };

export default async function LearningPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await withViewerZone(await searchParams);
  const [view, options] = await Promise.all([loadLearning(user, search), loadFilterOptions(user)]);
  const { window, summary, causes } = view;
  const restore = summary?.spans.find(({ id }) => id === 'restore');
  return (
    <>
      <PageHeader
        title="Learning"
        crumbs={[{ href: '/incidents', label: 'Incidents' }]}
        note={`Detected ${windowText(window)}${summary ? `, ${formatCount(summary.incidents, 'incident')}` : ''}`}
        liveZone={window.tz}
        actions={
          <>
            <MultiSelectFilter
              param="severity"
              allLabel="Every severity"
              noun="severities"
              options={severities.map((severity) => ({ value: severity, label: severity }))}
              icon={<Siren size={14} strokeWidth={1.75} aria-hidden="true" />}
            />
            <MetricFilters zone={window.tz} services={options.services} />
          </>
        }
      />
      <LeftOutNotice names={view.ignored} />
      {summary && restore ? (
        <>
          <LearningFigures summary={summary} />
          <Card title="How long it took" note="spans of incidents" flush>
            <SpanTable summary={summary} />
          </Card>
          {summary.restoreBars.length > 0 && (
            <Histogram
              title="Time to restore"
              note="incidents per span, bars double in width"
              bars={summary.restoreBars}
              noun="incidents"
              axisTitle="Time to restore"
              medianSeconds={restore.medianSeconds}
              p90Seconds={restore.p90Seconds}
            />
          )}
          <Card title="By severity" note="medians, each with the number of incidents that have it" flush>
            <SeveritySpans summary={summary} />
          </Card>
        </>
      ) : (
        <Notice tone="warning">
          This window holds more than {formatNumber(view.mostFacts)} incidents, too many for exact percentiles at once.
          Choose a shorter window, a service or a severity.
        </Notice>
      )}
      <TwoColumns
        even
        main={
          <Card title="Response targets" note="of these incidents" flush>
            <TargetTable targets={view.targets} />
          </Card>
        }
        side={
          <>
            <Card title="Action items done in time" note="decided in this window: done, or the term passed" flush>
              <CompletionTable completion={view.completion} />
            </Card>
            <Card title="Repeated causes" note="deployments that caused more than one incident" flush>
              <DeploymentCauses deployments={view.deployments} />
            </Card>
          </>
        }
      />
      <Card
        title="Where it happened"
        note={`a deployment is known to have caused ${formatShare(causes.caused, causes.total)}${causes.named > 0 ? `, ${formatNumber(causes.named)} name one that is not known` : ''}`}
        flush
      >
        <ServiceCauses services={view.services} />
      </Card>
    </>
  );
}
