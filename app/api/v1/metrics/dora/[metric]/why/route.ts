import { readWhyOperation } from '@/lib/api/operations/metrics';
import { now } from '@/lib/core/time';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { readWhy } from '@/lib/metrics/queries/why';
import { metrics } from '@/lib/metrics/registry';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readWhyOperation, async ({ params: { metric }, query }) => {
  const { why, window } = await readWhy(metrics[metric], query);
  return json({
    metric,
    window: windowAnswerOf(window),
    definition: query.definition,
    benchmark: query.benchmark,
    computed_at: now().toISOString(),
    definitions: why,
  });
});
