import { expect, test } from 'vitest';
import { curlOf } from './curl';
import type { DocumentedCall } from './document';

const call = (part: Partial<DocumentedCall>): DocumentedCall => ({
  operationId: 'x',
  tags: [],
  summary: '',
  security: [{ bearer: ['read'] }],
  'x-fairlead-permission': 'metrics:read',
  'x-fairlead-role': null,
  'x-fairlead-scopes': ['read'],
  parameters: [],
  responses: {},
  ...part,
});
const parameter = (name: string, place: 'path' | 'query', example: unknown) => ({
  name,
  in: place,
  required: true,
  schema: {},
  example,
});

test('path and query are encoded, the key comes from the environment', () => {
  const parameters = [parameter('id', 'path', 'a/b c'), parameter('tz', 'query', 'Europe/Berlin')];
  expect(curlOf('GET', '/api/v1/things/{id}', call({ parameters }), 'https://desk.example')).toBe(
    `curl 'https://desk.example/api/v1/things/a%2Fb%20c?tz=Europe%2FBerlin' \\\n  -H "Authorization: Bearer $FAIRLEAD_API_KEY"`,
  );
});

test('a quote in a body does not end it', () => {
  const requestBody = { required: true as const, content: { 'application/json': { example: { text: "it's" } } } };
  const command = curlOf('POST', '/x', call({ requestBody, security: [] }), 'http://localhost');
  expect(command).toContain(`-H 'Content-Type: application/json'`);
  expect(command).toContain(`"text": "it'\\''s"`);
  expect(command).not.toContain('Authorization');
});

test('a stream is shown as it comes', () => {
  const responses = { 200: { description: '', content: { 'text/event-stream': {} } } };
  expect(curlOf('GET', '/live', call({ responses }), 'http://localhost')).toMatch(/^curl -N /);
});
