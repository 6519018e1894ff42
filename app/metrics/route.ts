import { prometheusOperation } from '@/lib/api/operations/metrics';
import { prometheusText } from '@/lib/metrics/model/prometheus';
import { readGauges } from '@/lib/metrics/queries/prometheus';
import { defineRoute } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(
  prometheusOperation,
  async () =>
    new Response(prometheusText(await readGauges()), {
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    }),
);
