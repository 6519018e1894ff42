import { createdKey, createKeyBody, keyIdInput, keyPage, listKeysQuery } from '@/lib/keys/schema';
import { operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

export const createApiKey = operation({
  method: 'POST',
  path: '/api/v1/keys',
  tag: 'Keys',
  summary: 'Create a key; it is shown this once. Each key is a source of its own',
  permission: 'key:manage',
  body: createKeyBody,
  answers: {
    201: { description: 'Created. `key` is never shown again.', schema: createdKey },
  },
  example: { name: 'CI of the shop', scopes: ['ingest'] },
});

export const listApiKeys = operation({
  method: 'GET',
  path: '/api/v1/keys',
  tag: 'Keys',
  summary: 'List keys, newest first; revoked ones stay listed',
  permission: 'key:manage',
  query: listKeysQuery,
  answers: { 200: { description: 'A page of keys, without their secrets.', schema: keyPage } },
});

export const revokeApiKey = operation({
  method: 'DELETE',
  path: '/api/v1/keys/{id}',
  tag: 'Keys',
  summary: 'Revoke a key for good; what it delivered stays',
  permission: 'key:manage',
  params: keyIdInput,
  pathExample: { id: '0b9bb3a2-6c1a-4b52-9d5e-2f4f6a1c7d10' },
  answers: { 204: { description: 'It no longer works.' }, 404: problemAnswer('There is no such key.') },
});
