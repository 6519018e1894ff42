import {
  listRollbacksQuery,
  planAnswer,
  planBody,
  rollbackAnswer,
  rollbackBody,
  rollbackIdInput,
  rollbackPage,
  rollbackReceipt,
} from '@/lib/rollbacks/schema';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const notFound = problemAnswer('There is no such rollback.');
const pathExample = { id: '3f0c5c0e-8d0b-4a55-9f0a-0d4b6f7f9f11' };

export const planRollbackOperation = operation({
  method: 'POST',
  path: '/api/v1/rollbacks/plan',
  tag: 'Clusters and rollbacks',
  summary: 'Work out a rollback and write nothing at the cluster; the plan may be carried out for 15 minutes',
  permission: 'rollback:run',
  body: planBody,
  answers: {
    200: { description: 'What would be done.', schema: planAnswer },
    404: problemAnswer('The service has no workload in that environment.'),
    409: problemAnswer(
      'There is nothing to go back to (`no_previous`), or the cluster does not do it (`cluster_refused`).',
    ),
    502: problemAnswer('The cluster does not answer.'),
  },
});

export const requestRollbackOperation = operation({
  method: 'POST',
  path: '/api/v1/rollbacks',
  tag: 'Clusters and rollbacks',
  summary: 'Carry out a plan that was shown; it is verified by what really runs',
  permission: 'rollback:run',
  body: rollbackBody,
  answers: {
    202: { description: 'Begun. Follow it at `url`, or on the channel `rollback:{id}`.', schema: rollbackReceipt },
    404: problemAnswer('There is no such plan.'),
    409: problemAnswer(
      '`plan_expired`, `plan_changed`, `plan_used`, `plan_noop`; `rollback_running` with the id of the one that runs.',
    ),
  },
});

export const listRollbacksOperation = operation({
  method: 'GET',
  path: '/api/v1/rollbacks',
  tag: 'Clusters and rollbacks',
  summary: 'List rollbacks, the latest first, with the times that they took',
  permission: 'rollback:read',
  query: listRollbacksQuery,
  answers: { 200: { description: 'A page of rollbacks.', schema: rollbackPage } },
});

export const readRollbackOperation = operation({
  method: 'GET',
  path: '/api/v1/rollbacks/{id}',
  tag: 'Clusters and rollbacks',
  summary: 'One rollback with its steps, what runs, and its times in seconds',
  permission: 'rollback:read',
  params: rollbackIdInput,
  pathExample,
  answers: { 200: { description: 'The rollback.', schema: rollbackAnswer }, 404: notFound },
});

export const cancelRollbackOperation = operation({
  method: 'POST',
  path: '/api/v1/rollbacks/{id}/cancel',
  tag: 'Clusters and rollbacks',
  summary: 'Cancel a rollback that has not called the cluster yet',
  permission: 'rollback:run',
  params: rollbackIdInput,
  pathExample,
  isRepeatable: true,
  answers: {
    200: { description: 'The rollback as it is now.', schema: rollbackAnswer },
    404: notFound,
    409: problemAnswer('The cluster was called already (`too_late`).'),
  },
});

export const lookAgainOperation = operation({
  method: 'POST',
  path: '/api/v1/rollbacks/{id}/look-again',
  tag: 'Clusters and rollbacks',
  summary:
    'Look once more at what became of a rollback that ended without certainty; nothing is changed at the cluster',
  permission: 'rollback:run',
  params: rollbackIdInput,
  pathExample,
  isRepeatable: true,
  answers: {
    200: { description: 'The rollback as it is now.', schema: rollbackAnswer },
    404: notFound,
    409: problemAnswer('Its end is certain (`too_late`), or another one runs (`rollback_running`).'),
  },
});
