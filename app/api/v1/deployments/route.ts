import { reportDeploymentOperation } from '@/lib/api/operations/ingest';
import { listDeploymentsOperation } from '@/lib/api/operations/reading';
import { reportDeployment } from '@/lib/deployments/commands/report';
import { deploymentUrl, listDeployments } from '@/lib/deployments/queries';
import { noteRefusedDelivery } from '@/lib/server/note-refused-delivery';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listDeploymentsOperation, async ({ query }) => json(await listDeployments(query)));

export const POST = defineRoute(
  reportDeploymentOperation,
  async ({ body, command }) => {
    const { id, deploymentId, status, created, duplicate } = await reportDeployment(body, command);
    return json({ id, status, duplicate, url: deploymentUrl(deploymentId) }, created ? 201 : 200);
  },
  noteRefusedDelivery('deployment'),
);
