import type { ReactNode } from 'react';
import { DailyBars } from '@/components/charts/daily-bars';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate } from '@/lib/core/time';
import type { DoraAnswer } from '@/lib/metrics/schema';
import { bucketSpan } from './bucket-span';

type Mark = { key: string; title: string; severity: 'SEV1' | 'SEV2' | 'SEV3'; detectedAt: string };
type DeploymentsPerDayProps = {
  answer: DoraAnswer;
  incidents: Mark[];
  search: Search;
  today: string;
  /** What a bar shows and leads to: deployments by whether they failed, or by whether they reached production. */
  metric?: 'change-failure-rate' | 'deployment-frequency';
  previous?: number[];
  actions?: ReactNode;
  heightPx?: number;
};

const titles = { day: 'Deployments per day', week: 'Deployments per week', month: 'Deployments per month' } as const;

/** Deployments over the window with the incidents above them; a bar leads to its records. */
export function DeploymentsPerDay({
  answer,
  incidents,
  search,
  today,
  metric = 'change-failure-rate',
  previous,
  actions,
  heightPx,
}: DeploymentsPerDayProps) {
  const { series, window, granularity, definition } = answer;
  const isFrequency = metric === 'deployment-frequency';
  const isDora = definition === 'dora' && !isFrequency;
  const starts = series.map(({ start }) => start);
  return (
    <DailyBars
      title={titles[granularity]}
      note={`${isDora ? 'reached production' : 'finished'}, ${granularity}s in ${window.tz}`}
      granularity={granularity}
      labels={isFrequency ? { succeeded: 'Reached production', failed: 'Failed before' } : undefined}
      today={today}
      previous={previous}
      actions={actions}
      heightPx={heightPx}
      bars={series.map(({ start, finished, failed, deployments }, index) => {
        const bad = isFrequency ? finished - deployments : failed;
        const all = isDora ? deployments : finished;
        return {
          start,
          succeeded: Math.max(0, all - bad),
          failed: bad,
          href: `${hrefWith(`/metrics/${metric}`, search, bucketSpan(starts, index, window))}#records`,
        };
      })}
      incidents={incidents.map(({ key, title, severity, detectedAt }) => ({
        key,
        title,
        severity,
        date: localDate(new Date(detectedAt), window.tz),
        href: `/incidents/${key}`,
      }))}
    />
  );
}
