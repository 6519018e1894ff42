import { DeploymentsPerDay } from '@/components/metrics/deployments-per-day';
import { MetricCards, type MetricWords } from '@/components/metrics/metric-cards';
import { ReworkLine } from '@/components/metrics/rework-line';
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
  const { answer, apiSearch, incidents } = view;
  const shared = { answer, words, search, path, apiSearch, origin, scope };
  return (
    <>
      <MetricCards {...shared} />
      <ReworkLine {...shared} />
      <DeploymentsPerDay answer={answer} incidents={incidents} search={search} today={today} />
    </>
  );
}
