import { DailyBars } from '@/components/charts/daily-bars';
import { localDate } from '@/lib/core/time';
import type { DoraAnswer } from '@/lib/metrics/schema';
import { hrefWith, type PageSearch } from './page-search';

type Mark = { key: string; title: string; severity: 'SEV1' | 'SEV2' | 'SEV3'; detectedAt: string };
type DeploymentsPerDayProps = { answer: DoraAnswer; incidents: Mark[]; search: PageSearch; today: string };

const titles = { day: 'Deployments per day', week: 'Deployments per week', month: 'Deployments per month' } as const;

/** Finished deployments over the window with the incidents above them; a bar leads to its records. */
export function DeploymentsPerDay({ answer, incidents, search, today }: DeploymentsPerDayProps) {
  const { series, window, granularity } = answer;
  return (
    <DailyBars
      title={titles[granularity]}
      note={`finished, production, days in ${window.tz}`}
      today={today}
      bars={series.map(({ start, finished, failed }, index) => ({
        start,
        succeeded: Math.max(0, finished - failed),
        failed,
        href: `${hrefWith('/metrics/change-failure-rate', search, { range: null, from: start, to: series[index + 1]?.start ?? window.to })}#records`,
      }))}
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
