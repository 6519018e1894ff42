import { z } from 'zod';
import { catalogQuery, environmentAnswer, serviceAnswer, serviceListQuery, teamAnswer } from '@/lib/catalog/schema';
import { externalId, serviceSlug } from '@/lib/core/fields';
import { pageSchema } from '@/lib/core/paging';
import {
  changeAnswer,
  changesQuery,
  deploymentAnswer,
  deploymentDetail,
  deploymentsQuery,
} from '@/lib/deployments/schema';
import { incidentAnswer, incidentDetail } from '@/lib/incidents/schema';
import { incidentsQuery } from '@/lib/incidents/schema/list';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const notFound = problemAnswer('There is nothing of this name.');
const ambiguous = problemAnswer('Several sources have this id.');

function list<Item extends z.ZodType, Query extends z.ZodObject>(
  path: `/${string}`,
  summary: string,
  item: Item,
  query: Query,
) {
  return {
    method: 'GET',
    path,
    tag: 'Reading',
    summary,
    query,
    answers: { 200: { description: 'A page.', schema: pageSchema(item) } },
  } as const;
}

export const listServicesOperation = operation({
  ...list('/api/v1/services', 'List services by name', serviceAnswer, serviceListQuery),
  permission: 'catalog:read',
});

export const readServiceOperation = operation({
  method: 'GET',
  path: '/api/v1/services/{slug}',
  tag: 'Reading',
  summary: 'Read a service',
  permission: 'catalog:read',
  params: z.object({ slug: serviceSlug }),
  pathExample: { slug: 'checkout' },
  answers: { 200: { description: 'The service.', schema: serviceAnswer }, 404: notFound },
});

export const listTeamsOperation = operation({
  ...list('/api/v1/teams', 'List teams with their services', teamAnswer, catalogQuery),
  permission: 'catalog:read',
});

export const listEnvironmentsOperation = operation({
  ...list('/api/v1/environments', 'List environments with their kinds', environmentAnswer, catalogQuery),
  permission: 'catalog:read',
});

export const listDeploymentsOperation = operation({
  ...list('/api/v1/deployments', 'List deployments, newest first', deploymentAnswer, deploymentsQuery),
  permission: 'deployment:read',
});

export const readDeploymentOperation = operation({
  method: 'GET',
  path: '/api/v1/deployments/{id}',
  tag: 'Reading',
  summary: 'Read a deployment with its changes, by the id that its pipeline chose',
  permission: 'deployment:read',
  params: z.object({ id: externalId.describe('The id that its pipeline chose') }),
  pathExample: { id: 'ci-1234' },
  answers: {
    200: { description: 'The deployment.', schema: deploymentDetail },
    404: notFound,
    409: ambiguous,
  },
});

export const listIncidentsOperation = operation({
  ...list(
    '/api/v1/incidents',
    'List incidents, latest detected first; format=csv gives all of them',
    incidentAnswer,
    incidentsQuery,
  ),
  permission: 'incident:read',
});

export const readIncidentOperation = operation({
  method: 'GET',
  path: '/api/v1/incidents/{key}',
  tag: 'Reading',
  summary: 'Read an incident with its milestones and timeline',
  permission: 'incident:read',
  params: z.object({ key: externalId.describe('INC-42, or the id that its source chose') }),
  pathExample: { key: 'pd-77' },
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,10}$/, 'Give the number of a row, in digits.')
      .transform(Number)
      .pipe(z.number().int().min(0).max(2_000_000_000))
      .optional()
      .describe('Only timeline rows after this seq'),
  }),
  answers: {
    200: { description: 'The incident.', schema: incidentDetail },
    404: notFound,
    409: ambiguous,
  },
});

export const listChangesOperation = operation({
  ...list('/api/v1/changes', 'List changes, latest commit first', changeAnswer, changesQuery),
  permission: 'deployment:read',
});
