import { prometheusOperation } from '@/lib/api/operations/metrics';
import { prometheusText } from '@/lib/metrics/model/prometheus';
import { readGauges } from '@/lib/metrics/queries/prometheus';
import { readWorkGauges } from '@/lib/notifications/queries/work-gauges';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(prometheusOperation, async ({ actor }) => {
  const gauges = await Promise.all([readGauges(actor), readWorkGauges()]);
  return new Response(prometheusText(gauges.flat()), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
});
