import { DeploymentsPerDay } from '@/components/metrics/deployments-per-day';
import { MetricCards } from '@/components/metrics/metric-cards';
import { ReworkLine } from '@/components/metrics/rework-line';
import type { Search } from '@/lib/core/page-search';
import type { Overview } from '@/lib/metrics/load';

type ScopeMetricsProps = {
  view: Overview;
  /** The page's filters with its own scope in them: links to records keep to it. */
  search: Search;
  path: string;
  origin: string;
  /** 'checkout', 'team payments'. */
  scope: string;
  today: string;
};

/** The metrics of one service or team, each with its explanation, and its deployments per day. */
export function ScopeMetrics({ view, search, path, origin, scope, today }: ScopeMetricsProps) {
  const { answer, apiSearch, incidents } = view;
  const shared = { answer, search, path, apiSearch, origin, scope };
  return (
    <>
      <MetricCards {...shared} />
      <ReworkLine {...shared} />
      <DeploymentsPerDay answer={answer} incidents={incidents} search={search} today={today} />
    </>
  );
}
