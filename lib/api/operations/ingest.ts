import { z } from 'zod';
import { externalId } from '@/lib/core/fields';
import { changeBody, deploymentBody, deploymentStatuses } from '@/lib/deployments/schema';
import { incidentAnswer, incidentBody, incidentPatch, timelineBody, timelineRow } from '@/lib/incidents/schema';
import { timeWarnings } from '@/lib/incidents/schema/times';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

const conflict = problemAnswer('In conflict with what is known; `detail` says what to do.');

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
    409: conflict,
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

const changeReceipt = z.object({ service: z.string(), sha: z.string(), duplicate: z.boolean() });

export const reportChangeOperation = operation({
  method: 'POST',
  path: '/api/v1/changes',
  tag: 'Ingest',
  summary: 'Report a change before, or apart from, its deployment',
  permission: 'deployment:report',
  body: changeBody,
  answers: {
    201: { description: 'The first report of this change.', schema: changeReceipt },
    200: { description: 'The same again, or an update: what is absent stays.', schema: changeReceipt },
    409: conflict,
  },
  example: {
    service: 'checkout',
    sha: '9fceb02',
    committed_at: '2026-03-01T18:00:00Z',
    merged_at: '2026-03-02T08:00:00Z',
  },
});

const incidentReceipt = z.object({
  id: z.string(),
  key: z.string().describe('INC-42'),
  url: z.url(),
  duplicate: z.boolean(),
  warnings: z.array(z.enum(timeWarnings)).describe('Times whose order is odd'),
});

export const reportIncidentOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents',
  tag: 'Ingest',
  summary: 'Report an incident; sent again, it merges',
  permission: 'incident:report',
  body: incidentBody,
  answers: {
    201: { description: 'The first report of this incident.', schema: incidentReceipt },
    200: { description: 'Merged into what is known: what is absent stays.', schema: incidentReceipt },
    409: conflict,
  },
  example: {
    id: 'pd-77',
    title: 'Card payments fail',
    severity: 'SEV1',
    services: ['checkout'],
    environment: 'production',
    detected_at: '2026-03-02T10:05:00Z',
    resolved_at: '2026-03-02T10:35:00Z',
    caused_by: 'ci-1234',
  },
});

const incidentParams = z.object({ key: externalId.describe('INC-42, or the id that its source chose') });
const notFound = problemAnswer('There is no such incident.');

export const editIncidentOperation = operation({
  method: 'PATCH',
  path: '/api/v1/incidents/{key}',
  tag: 'Ingest',
  summary: 'Correct an incident or change its status; sets exactly what the body names',
  permission: 'incident:respond',
  params: incidentParams,
  body: incidentPatch,
  answers: { 200: { description: 'The incident as it is now.', schema: incidentAnswer }, 404: notFound, 409: conflict },
  example: { summary: 'Card payments failed for 30 minutes after v1.5.2' },
  pathExample: { key: 'pd-77' },
});

const noteReceipt = timelineRow.omit({ actor: true, details: true, audience: true }).extend({ key: z.string() });

export const addNoteOperation = operation({
  method: 'POST',
  path: '/api/v1/incidents/{key}/timeline',
  tag: 'Ingest',
  summary: "Add a note, a decision or a hypothesis to an incident's timeline",
  permission: 'incident:respond',
  params: incidentParams,
  body: timelineBody,
  answers: { 201: { description: 'Added.', schema: noteReceipt }, 404: notFound, 409: conflict },
  example: { text: 'Rolling back to v1.5.1', kind: 'decision' },
  pathExample: { key: 'pd-77' },
});

export const deleteDeploymentOperation = operation({
  method: 'DELETE',
  path: '/api/v1/deployments/{id}',
  tag: 'Ingest',
  summary: 'Remove a deployment from the metrics; the audit log keeps it. A later report with this id makes it anew',
  permission: 'deployment:delete',
  params: z.object({ id: externalId.describe('The id that its pipeline chose') }),
  pathExample: { id: 'ci-1234' },
  answers: {
    204: { description: 'Removed.' },
    404: problemAnswer('There is no such deployment.'),
    409: conflict,
  },
});

export const bulkOperation = operation({
  method: 'POST',
  path: '/api/v1/bulk',
  tag: 'Ingest',
  summary: 'Report any number of events as newline-delimited JSON, read as a stream and committed in batches',
  permission: 'deployment:report',
  stream: 'application/x-ndjson',
  example: [
    {
      type: 'deployment',
      id: 'ci-1235',
      service: 'checkout',
      environment: 'production',
      status: 'succeeded',
      finished_at: '2026-03-03T10:00:00Z',
    },
    { type: 'change', service: 'checkout', sha: '1c0ffee', committed_at: '2026-03-03T08:00:00Z' },
  ],
  answers: {
    200: {
      description:
        'One line for each refused line, `{"line", "ok": false, "code", "path", "detail"}`, and a last line `{"accepted", "duplicates", "refused"}`. Safe to send again from the start.',
      contentType: 'application/x-ndjson',
    },
    409: conflict,
  },
});
