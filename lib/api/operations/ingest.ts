import { z } from 'zod';
import { deploymentBody, deploymentStatuses } from '@/lib/deployments/schema';
import { operation } from '@/lib/server/operation';
import { problemSchema } from '@/lib/server/problem';

const problem = (description: string) => ({ description, schema: problemSchema, contentType: 'application/problem+json' });

/** What any call of this kind may be refused with. */
export const refusals = {
  400: problem('The body is not UTF-8 JSON, or nested too deeply.'),
  401: problem('The key is missing or not known.'),
  403: problem('The key lacks the scope.'),
  409: problem('In conflict with what is known; `detail` says what to do.'),
  413: problem('Larger than 256 KB.'),
  415: problem('Not application/json.'),
  422: problem('Well-formed but not acceptable; `path` names the field.'),
  503: problem('The database does not answer; nothing was stored. Send it again after Retry-After.'),
};

const deploymentReceipt = z.object({
  id: z.string(),
  status: z.enum(deploymentStatuses).describe('Its status now'),
  duplicate: z.boolean().describe('True when this event changed nothing that was known'),
  url: z.url(),
});

export const reportDeploymentOperation = operation({
  method: 'POST',
  path: '/api/v1/deployments',
  tag: 'Ingest',
  summary: 'Report a deployment',
  permission: 'deployment:report',
  body: deploymentBody,
  answers: {
    201: { description: 'The first report of this deployment.', schema: deploymentReceipt },
    200: { description: 'The same again, an update, or an older status that arrived late.', schema: deploymentReceipt },
    ...refusals,
  },
  example: {
    id: 'ci-1234',
    service: 'checkout',
    environment: 'production',
    status: 'succeeded',
    started_at: '2026-03-02T09:50:00Z',
    finished_at: '2026-03-02T10:00:00Z',
    version: 'v1.5.2',
    changes: [{ sha: '9fceb02', committed_at: '2026-03-01T18:00:00Z', merged_at: '2026-03-02T08:00:00Z' }],
  },
});
