import type { z } from 'zod';
import { readBadgeOperation } from '@/lib/api/operations/metrics';
import { env } from '@/lib/config/env';
import { badgeSvg } from '@/lib/metrics/model/badge';
import { headlineOf } from '@/lib/metrics/model/why';
import { readCurrent } from '@/lib/metrics/queries/dora';
import { metrics } from '@/lib/metrics/registry';
import type { badgeQuery, MetricId } from '@/lib/metrics/schema';
import { defineRoute, type RouteHandler } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

const answer = async ({ params, query }: { params: { badge: MetricId }; query: z.output<typeof badgeQuery> }) => {
  const { metrics: found } = await readCurrent(query);
  const metric = metrics[params.badge];
  const { state } = found[metric.id];
  const tier = metric.id === 'rework_rate' ? null : found[metric.id].tier;
  const { definition } = query;
  const svg = badgeSvg({ metric, value: headlineOf(found, metric.id, definition), tier, state, definition });
  return new Response(svg, {
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      // A cache between us and others keeps what anybody may see, and nothing else.
      'cache-control': `${env().FAIRLEAD_PUBLIC_BADGES ? 'public' : 'private'}, max-age=300`,
      'content-security-policy': "default-src 'none'",
    },
  });
};

const guarded = defineRoute(readBadgeOperation, answer);
// FAIRLEAD_PUBLIC_BADGES=1: a README on another site shows them without a key.
const open = defineRoute({ ...readBadgeOperation, permission: 'public' }, answer);

export const GET: RouteHandler = (request, context) =>
  (env().FAIRLEAD_PUBLIC_BADGES ? open : guarded)(request, context);
