import { readReadiness } from '@/lib/api/operations/platform';
import { readiness } from '@/lib/boot/start';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readReadiness, async () => {
  const status = await readiness();
  return json({ status }, status === 'ok' ? 200 : 503, status === 'ok' ? {} : { 'retry-after': '1' });
});
