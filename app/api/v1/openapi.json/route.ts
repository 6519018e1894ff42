import { openApiDocument } from '@/lib/api/load/openapi';
import { readOpenApi } from '@/lib/api/operations/reference';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readOpenApi, async () =>
  json(openApiDocument(), 200, { 'access-control-allow-origin': '*' }),
);
