import { DeploymentsPerDay } from '@/components/metrics/deployments-per-day';
import { MetricCards, MetricWhy, type MetricWords } from '@/components/metrics/metric-cards';
import { ReworkLine } from '@/components/metrics/rework-line';
import { WhyPopover } from '@/components/ui/why-popover';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { Overview } from '@/lib/metrics/load';
import type { MetricId } from '@/lib/metrics/schema';

type ScopeMetricsProps = {
  view: Overview;
  words: Record<MetricId, MetricWords>;
  /** The page's filters with its own scope in them: links to records keep to it. */
  search: Search;
  path: string;
  origin: string;
  /** 'checkout', 'team payments'. */
  scope: string;
  today: string;
};

/** The metrics of one service or team, each with its explanation, and its deployments per day. */
export function ScopeMetrics({ view, words, search, path, origin, scope, today }: ScopeMetricsProps) {
  const { answer, why, apiSearch, computedAt, incidents } = view;
  const shared = { answer, why, words, search, path, apiSearch, origin, computedAt, scope };
  return (
    <>
      <MetricCards {...shared} />
      <ReworkLine
        answer={answer}
        href={hrefWith('/metrics/rework-rate', search)}
        why={
          <WhyPopover about="Rework rate">
            <MetricWhy {...shared} id="rework_rate" />
          </WhyPopover>
        }
      />
      <DeploymentsPerDay answer={answer} incidents={incidents} search={search} today={today} />
    </>
  );
}
