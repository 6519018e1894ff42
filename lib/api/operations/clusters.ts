import { z } from 'zod';
import {
  checkAnswer,
  clusterAnswer,
  clusterBody,
  clusterIdInput,
  clusterPage,
  createdCluster,
  listClustersQuery,
  targetAnswer,
  targetBody,
  targetParams,
  workloadsAnswer,
  workloadsQuery,
} from '@/lib/clusters/schema/settings';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const notFound = problemAnswer('There is no such cluster.');
const pathExample = { id: '3f0c5c0e-8d0b-4a55-9f0a-0d4b6f7f9f11' };

export const createClusterOperation = operation({
  method: 'POST',
  path: '/api/v1/clusters',
  tag: 'Clusters and rollbacks',
  summary: 'Add a cluster; nothing of its credentials is ever answered',
  permission: 'cluster:manage',
  body: clusterBody,
  answers: { 201: { description: 'Added.', schema: createdCluster } },
  example: { name: 'Simulated', kind: 'simulated' },
});

export const listClustersOperation = operation({
  method: 'GET',
  path: '/api/v1/clusters',
  tag: 'Clusters and rollbacks',
  summary: 'List clusters by name, with what their last check said',
  permission: 'cluster:read',
  query: listClustersQuery,
  answers: { 200: { description: 'A page of clusters.', schema: clusterPage } },
});

export const readClusterOperation = operation({
  method: 'GET',
  path: '/api/v1/clusters/{id}',
  tag: 'Clusters and rollbacks',
  summary: 'One cluster, with what its last check said',
  permission: 'cluster:read',
  params: clusterIdInput,
  pathExample,
  answers: { 200: { description: 'The cluster.', schema: clusterAnswer }, 404: notFound },
});

export const removeClusterOperation = operation({
  method: 'DELETE',
  path: '/api/v1/clusters/{id}',
  tag: 'Clusters and rollbacks',
  summary: 'Remove a cluster with its credentials and links',
  permission: 'cluster:manage',
  params: clusterIdInput,
  pathExample,
  answers: {
    204: { description: 'Removed.' },
    404: notFound,
    409: problemAnswer('A rollback runs on it (`rollback_running`).'),
  },
});

export const checkClusterOperation = operation({
  method: 'POST',
  path: '/api/v1/clusters/{id}/check',
  tag: 'Clusters and rollbacks',
  summary: 'Connect to a cluster and say which rights its credentials have, lack and have too much of',
  permission: 'cluster:operate',
  params: clusterIdInput,
  pathExample,
  isRepeatable: true,
  answers: {
    200: { description: 'What was found; `error` says why it does not answer.', schema: checkAnswer },
    404: notFound,
  },
});

export const listWorkloadsOperation = operation({
  method: 'GET',
  path: '/api/v1/clusters/{id}/workloads',
  tag: 'Clusters and rollbacks',
  summary: 'List what runs on a cluster, with the services that it is linked to or could be',
  permission: 'cluster:operate',
  params: clusterIdInput,
  pathExample,
  query: workloadsQuery,
  answers: {
    200: { description: 'Workloads, at most 2,000.', schema: workloadsAnswer },
    404: notFound,
    502: problemAnswer('The cluster does not answer.'),
  },
});

const targetExample = { slug: 'checkout', environment: 'production' };
const noTarget = problemAnswer('There is no such link.');

export const linkTargetOperation = operation({
  method: 'PUT',
  path: '/api/v1/services/{slug}/targets/{environment}',
  tag: 'Clusters and rollbacks',
  summary: 'Say which workload a service is in an environment',
  permission: 'cluster:operate',
  params: targetParams,
  pathExample: targetExample,
  body: targetBody,
  isRepeatable: true,
  answers: { 200: { description: 'The link as it is now.', schema: targetAnswer } },
});

export const unlinkTargetOperation = operation({
  method: 'DELETE',
  path: '/api/v1/services/{slug}/targets/{environment}',
  tag: 'Clusters and rollbacks',
  summary: 'Take the link of a service in an environment away; the workload stays as it is',
  permission: 'cluster:operate',
  params: targetParams,
  pathExample: targetExample,
  answers: { 204: { description: 'The link is gone.' }, 404: noTarget },
});

export const listTargetsOperation = operation({
  method: 'GET',
  path: '/api/v1/services/{slug}/targets',
  tag: 'Clusters and rollbacks',
  summary: 'List which workloads a service is, by environment',
  permission: 'cluster:read',
  params: z.strictObject({ slug: targetParams.shape.slug }),
  pathExample: { slug: 'checkout' },
  answers: { 200: { description: 'The links.', schema: z.object({ items: z.array(targetAnswer) }) } },
});
