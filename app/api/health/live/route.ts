import { readLiveness } from '@/lib/api/operations/platform';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readLiveness, async () => json({ status: 'ok' }));
