import { reportDeploymentOperation } from '@/lib/api/operations/ingest';
import { noteRefusal } from '@/lib/audit/deliveries';
import { env } from '@/lib/config/env';
import { reportDeployment } from '@/lib/deployments/commands/report';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = defineRoute(
  reportDeploymentOperation,
  async ({ body, command }) => {
    const { id, deploymentId, status, created, duplicate } = await reportDeployment.execute(body, command);
    return json({ id, status, duplicate, url: `${env().PUBLIC_URL}/deployments/${deploymentId}` }, created ? 201 : 200);
  },
  noteRefusal('deployment'),
);
