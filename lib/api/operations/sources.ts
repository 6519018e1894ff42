import { z } from 'zod';
import {
  alertBody,
  deliverParams,
  deliverQuery,
  deliveryReceipt,
  replayInput,
  sourceDeliveriesQuery,
  sourceDeliveryPage,
} from '@/lib/ingest/schema';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';
import {
  adoptSecretBody,
  createSourceBody,
  editSourceBody,
  issuedSource,
  listSourcesQuery,
  rotatedSource,
  sourceAnswer,
  sourceIdInput,
  sourcePage,
} from '@/lib/sources/schema';

const pathExample = { id: '0b9bb3a2-6c1a-4b52-9d5e-2f4f6a1c7d10' };
const notFound = problemAnswer('There is no such source.');
const unavailable = problemAnswer(
  'More comes in than can be worked on, or the database does not answer; nothing was stored. Send it again after Retry-After.',
);

export const deliverWebhookOperation = operation({
  method: 'POST',
  path: '/api/ingest/{source}',
  tag: 'Ingest',
  summary:
    'Deliver a webhook of another system, signed as that system does; for `alert`, our own call: a bearer secret of its source, or a key',
  permission: 'ingest:deliver',
  signed: true,
  params: deliverParams,
  pathExample: { source: 'alert' },
  query: deliverQuery,
  body: alertBody,
  example: { dedup_key: 'checkout-errors', title: 'Checkout answers 503', severity: 'critical', service: 'checkout' },
  answers: {
    202: {
      description: 'Accepted. `outcome` says what became of it; all is kept and can be replayed.',
      schema: deliveryReceipt,
    },
    200: { description: 'The same again: it changed nothing.', schema: deliveryReceipt },
    401: problemAnswer('The signature or secret fits no source of this kind.'),
    409: problemAnswer('Of our own call: this Idempotency-Key came before with another body.'),
    413: problemAnswer('The body is larger than 1 MB, or 256 KB of our own call.'),
    422: problemAnswer('Of our own call: well-formed but not acceptable; `path` names the field.'),
    503: unavailable,
  },
});

export const createWebhookSource = operation({
  method: 'POST',
  path: '/api/v1/sources',
  tag: 'Sources',
  summary: "Make a source for another system's webhooks; its secret is shown this once",
  permission: 'source:manage',
  body: createSourceBody,
  answers: { 201: { description: 'Created. `secret` is never shown again.', schema: issuedSource } },
  example: { kind: 'alertmanager', name: 'Shop' },
});

export const listWebhookSourcesOperation = operation({
  method: 'GET',
  path: '/api/v1/sources',
  tag: 'Sources',
  summary: 'List sources, newest first, without their secrets',
  permission: 'source:manage',
  query: listSourcesQuery,
  answers: { 200: { description: 'A page of sources.', schema: sourcePage } },
});

export const editWebhookSource = operation({
  method: 'PATCH',
  path: '/api/v1/sources/{id}',
  tag: 'Sources',
  summary: "Change a source's name, what its words for severity mean, and where alerts belong that do not say",
  permission: 'source:operate',
  params: sourceIdInput,
  pathExample,
  body: editSourceBody,
  answers: { 200: { description: 'The source as it is now.', schema: sourceAnswer }, 404: notFound },
});

export const removeWebhookSource = operation({
  method: 'DELETE',
  path: '/api/v1/sources/{id}',
  tag: 'Sources',
  summary: 'Remove a source for good; what it delivered stays',
  permission: 'source:manage',
  params: sourceIdInput,
  pathExample,
  answers: { 204: { description: 'Its secrets no longer work.' }, 404: notFound },
});

export const rotateWebhookSecret = operation({
  method: 'POST',
  path: '/api/v1/sources/{id}/rotate',
  tag: 'Sources',
  summary: 'Give a source a new secret; the one before works for 24 hours more',
  permission: 'source:manage',
  params: sourceIdInput,
  pathExample,
  answers: { 200: { description: 'The new secret, this once.', schema: rotatedSource }, 404: notFound },
});

export const adoptWebhookSecret = operation({
  method: 'PUT',
  path: '/api/v1/sources/{id}/secret',
  tag: 'Sources',
  summary:
    'Give a source the secret that its own system made, as PagerDuty does; the one before works for 24 hours more',
  permission: 'source:manage',
  params: sourceIdInput,
  pathExample,
  body: adoptSecretBody,
  answers: { 204: { description: 'Deliveries may be signed with it.' }, 404: notFound },
});

export const listSourceDeliveriesOperation = operation({
  method: 'GET',
  path: '/api/v1/sources/{id}/deliveries',
  tag: 'Sources',
  summary: 'List what a source delivered, newest first, and what became of it',
  permission: 'delivery:read',
  params: sourceIdInput,
  pathExample,
  query: sourceDeliveriesQuery,
  answers: { 200: { description: 'A page of deliveries.', schema: sourceDeliveryPage }, 404: notFound },
});

export const replayDeliveryOperation = operation({
  method: 'POST',
  path: '/api/v1/sources/{id}/deliveries/{delivery}/replay',
  tag: 'Sources',
  summary: 'Take a delivery that is kept once more; what it changed already it does not change twice',
  permission: 'source:operate',
  params: z.strictObject(replayInput.shape),
  pathExample: { ...pathExample, delivery: '4711' },
  answers: {
    200: { description: 'What became of it this time.', schema: deliveryReceipt },
    404: problemAnswer('There is no such delivery of this source, or its bytes are not kept any more.'),
  },
});
