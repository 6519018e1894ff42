import type { MetricId } from '@/lib/metrics/schema';

/** A command that reports what a metric is made of, as it can be pasted into a shell. */
export function firstReport(metric: MetricId, origin: string): { label: string; text: string } {
  const call = (path: string, body: string) => `curl -X POST ${origin}${path} \\
  -H "Authorization: Bearer $FAIRLEAD_API_KEY" -H 'Content-Type: application/json' \\
  -d '${body}'`;
  // The shell fills in the time: what is pasted tomorrow must not be refused as too old.
  const time = `'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'`;
  if (metric === 'time_to_restore')
    return {
      label: 'Report an incident that was resolved',
      text: call(
        '/api/v1/incidents',
        `{"id":"my-first-incident","title":"Checkout answers 503","severity":"SEV2","services":["checkout"],"detected_at":"${time}","resolved_at":"${time}"}`,
      ),
    };
  const changes =
    metric === 'lead_time'
      ? `,"changes":[{"sha":"9fceb02","title":"My first change","committed_at":"${time}","merged_at":"${time}"}]`
      : '';
  return {
    label: metric === 'lead_time' ? 'Report a deployment with its changes' : 'Report a deployment',
    text: call(
      '/api/v1/deployments',
      `{"id":"my-first-deployment","service":"checkout","environment":"production","status":"succeeded","version":"v1.0.0","finished_at":"${time}"${changes}}`,
    ),
  };
}
