import { judgeDeploymentOperation } from '@/lib/api/operations/responding';
import { judgeDeploy } from '@/lib/incidents/commands/deploys';
import { respond } from '@/lib/incidents/commands/respond';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(judgeDeploymentOperation, async ({ params, body, command }) =>
  json(await respond(judgeDeploy, { key: params.key, ...body }, command)),
);
