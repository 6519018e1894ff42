import { z } from 'zod';
import {
  badgeParam,
  badgeQuery,
  doraAnswer,
  metricParam,
  metricsQuery,
  recordsAnswer,
  recordsQuery,
  servicesAnswer,
  servicesQuery,
} from '@/lib/metrics/schema';
import { operation } from '@/lib/server/operation';
import { problemSchema } from '@/lib/server/problem';

const problem = (description: string) => ({
  description,
  schema: problemSchema,
  contentType: 'application/problem+json',
});
const refusals = {
  401: problem('The key is missing or not known.'),
  403: problem('The key lacks the scope.'),
  422: problem('A parameter is not acceptable; `path` names it.'),
  503: problem('The database does not answer. Try again after Retry-After.'),
};
const shared = { method: 'GET', tag: 'Metrics', permission: 'metrics:read' } as const;

export const readDoraOperation = operation({
  ...shared,
  path: '/api/v1/metrics/dora',
  summary: 'The four DORA metrics and the rework rate, with tiers, the previous window and a series',
  query: metricsQuery,
  answers: { 200: { description: 'The metrics. `state` says why a value is null.', schema: doraAnswer }, ...refusals },
  example: { range: '30d', tz: 'UTC', service: 'checkout' },
});

export const readRecordsOperation = operation({
  ...shared,
  path: '/api/v1/metrics/dora/{metric}/records',
  summary: 'The records behind a metric; format=csv streams all of them',
  params: z.object({
    metric: metricParam.describe(
      'deployment-frequency, lead-time, time-to-restore, change-failure-rate or rework-rate',
    ),
  }),
  pathExample: { metric: 'lead-time' },
  query: recordsQuery,
  answers: { 200: { description: 'A page of records, or all of them as CSV.', schema: recordsAnswer }, ...refusals },
});

export const readServicesOperation = operation({
  ...shared,
  path: '/api/v1/metrics/services',
  summary: 'The same metrics for each service; format=csv gives all of them',
  query: servicesQuery,
  answers: {
    200: { description: 'One row per service, by name; a page of them, or all as CSV.', schema: servicesAnswer },
    ...refusals,
  },
});

export const readBadgeOperation = operation({
  ...shared,
  path: '/api/v1/badges/{badge}',
  summary: 'A metric as an SVG badge for a README',
  params: z.object({ badge: badgeParam.describe('lead-time.svg, deployment-frequency.svg, …') }),
  pathExample: { badge: 'lead-time.svg' },
  query: badgeQuery,
  answers: {
    200: {
      description: 'The badge. Readable without a key when FAIRLEAD_PUBLIC_BADGES=1.',
      contentType: 'image/svg+xml',
    },
    ...refusals,
  },
});

export const prometheusOperation = operation({
  ...shared,
  path: '/metrics',
  summary: 'DORA gauges per service over the last 30 days, and the health of the program, as Prometheus text',
  answers: {
    200: { description: 'Prometheus text format 0.0.4.', contentType: 'text/plain; version=0.0.4' },
  },
});
