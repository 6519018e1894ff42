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
import { whyAnswer } from '@/lib/metrics/schema/why';
import { operation } from '@/lib/server/operation';

const shared = { method: 'GET', tag: 'Metrics', permission: 'metrics:read' } as const;

export const readDoraOperation = operation({
  ...shared,
  path: '/api/v1/metrics/dora',
  summary: 'The four DORA metrics and the rework rate, with tiers, the previous window and a series',
  query: metricsQuery,
  answers: { 200: { description: 'The metrics. `state` says why a value is null.', schema: doraAnswer } },
  example: { range: '30d', tz: 'UTC', service: 'checkout' },
});

const metricParams = z.object({
  metric: metricParam.describe('deployment-frequency, lead-time, time-to-restore, change-failure-rate or rework-rate'),
});

export const readWhyOperation = operation({
  ...shared,
  path: '/api/v1/metrics/dora/{metric}/why',
  summary: 'Why a number is what it is: definition, counts and what was left out, by both definitions',
  params: metricParams,
  pathExample: { metric: 'change-failure-rate' },
  query: metricsQuery,
  answers: { 200: { description: 'Every count behind the number, with the part of its records.', schema: whyAnswer } },
});

export const readRecordsOperation = operation({
  ...shared,
  path: '/api/v1/metrics/dora/{metric}/records',
  summary: 'The records behind a metric; format=csv streams all of them',
  params: metricParams,
  pathExample: { metric: 'lead-time' },
  query: recordsQuery,
  answers: { 200: { description: 'A page of records, or all of them as CSV.', schema: recordsAnswer } },
});

export const readServicesOperation = operation({
  ...shared,
  path: '/api/v1/metrics/services',
  summary: 'The same metrics for each service; format=csv gives all of them',
  query: servicesQuery,
  answers: {
    200: { description: 'One row per service, by name; a page of them, or all as CSV.', schema: servicesAnswer },
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
