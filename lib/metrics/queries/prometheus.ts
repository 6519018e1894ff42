import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSql } from '@/lib/db/pool';
import type { Gauge } from '../model/prometheus';
import { headlineOf } from '../model/why';
import { metrics } from '../registry';
import { metricIds, metricsQuery, type ServiceMetrics } from '../schema';
import { readServiceMetrics } from './services';

/** The DORA gauges of each service that an actor finds, over the last 30 days (UTC, handbook), their counts, and the health of this process. */
export async function readGauges(actor: Actor): Promise<Gauge[]> {
  const { services } = await readServiceMetrics(actor, metricsQuery.parse({}));
  const [marks] = await readSql<{ waiting: number }>(
    sql`SELECT count(*)::int AS waiting FROM (SELECT 1 FROM rollup_mark LIMIT 100000) AS mark`,
  );
  const perService = (name: string, help: string, value: (row: ServiceMetrics) => number | null): Gauge => ({
    name,
    help,
    samples: services.map((row) => ({ labels: { service: row.service, team: row.team ?? '' }, value: value(row) })),
  });
  const ofProcess = (name: string, help: string, value: number): Gauge => ({
    name,
    help,
    samples: [{ labels: {}, value }],
  });
  return [
    ...metricIds.map((id) =>
      perService(`fairlead_${id}_${metrics[id].unit}`, `${metrics[id].label}, last 30 days.`, (row) =>
        headlineOf(row, id, 'handbook'),
      ),
    ),
    perService(
      'fairlead_deployments',
      'Deployments that reached production, last 30 days.',
      (row) => row.deployment_frequency.deployments,
    ),
    perService(
      'fairlead_failed_deployments',
      'Failed deployments, last 30 days.',
      (row) => row.change_failure_rate.failed,
    ),
    perService('fairlead_changes', 'Changes that arrived in production, last 30 days.', (row) => row.lead_time.changes),
    perService(
      'fairlead_incidents_resolved',
      'Incidents resolved, last 30 days.',
      (row) => row.time_to_restore.incidents,
    ),
    ofProcess(
      'fairlead_rollup_marks',
      'Changes that the roll-ups do not hold yet; answers read their records meanwhile.',
      marks?.waiting ?? 0,
    ),
    ofProcess('process_resident_memory_bytes', 'Resident memory of this process.', process.memoryUsage().rss),
    ofProcess('nodejs_heap_size_used_bytes', 'Used heap of this process.', process.memoryUsage().heapUsed),
    ofProcess('process_uptime_seconds', 'Seconds since this process started.', Math.round(process.uptime())),
  ];
}
