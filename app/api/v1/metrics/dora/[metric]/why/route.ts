import { readWhyOperation } from '@/lib/api/operations/metrics';
import { now } from '@/lib/core/time';
import { windowAnswerOf } from '@/lib/metrics/model/answer';
import { readCurrent } from '@/lib/metrics/queries/dora';
import { readWhy } from '@/lib/metrics/queries/why';
import { metrics } from '@/lib/metrics/registry';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readWhyOperation, async ({ params: { metric }, query }) => {
  const asked = await readCurrent(query);
  return json({
    metric,
    window: windowAnswerOf(asked.window),
    definition: query.definition,
    benchmark: query.benchmark,
    computed_at: now().toISOString(),
    definitions: await readWhy(metrics[metric], query, asked),
  });
});
