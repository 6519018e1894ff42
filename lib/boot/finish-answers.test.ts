import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishAnswers, methodsOf, securityHeaders } from './finish-answers';

/** Answers like Next.js: empty refusals, and a page of its own. */
const server = http.createServer((request, response) => {
  response.statusCode = Number(request.headers['x-answer'] ?? 200);
  if (request.headers['x-answer']) {
    response.flushHeaders();
    return response.end();
  }
  response.setHeader('content-type', 'text/plain');
  response.end(request.method);
});
let port = 0;

beforeAll(async () => {
  finishAnswers('http://desk.example');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

function ask(method: string, path: string, answer?: number) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const headers = answer ? { 'x-answer': String(answer) } : {};
    const request = http.request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject).end();
  });
}

test('every answer carries the security headers, whoever makes it', async () => {
  for (const answer of [undefined, 404, 500]) {
    const { headers } = await ask('GET', '/_next/static/x.js', answer);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
  expect(Object.fromEntries(securityHeaders('https://desk.example'))).toHaveProperty('strict-transport-security');
});

test.each([
  ['PUT', '/api/v1/keys', 405, 'GET, POST, HEAD, OPTIONS'],
  ['POST', '/api/v1/incidents/INC-1?x=1', 405, 'GET, PATCH, HEAD, OPTIONS'],
  ['GET', '/api/v1/bulk', 405, 'POST, OPTIONS'],
  ['TRACE', '/api/v1/services', 400, 'GET, HEAD, OPTIONS'],
  ['DELETE', '/metrics', 405, 'GET, HEAD, OPTIONS'],
])('%s %s is refused with a problem that names the methods', async (method, path, answer, allow) => {
  const { status, headers, text } = await ask(method, path, answer);
  expect(status).toBe(405);
  expect(headers).toMatchObject({ allow, 'content-type': 'application/problem+json' });
  expect(JSON.parse(text)).toMatchObject({ status: 405, code: 'method_not_allowed' });
});

test('other answers stay as they are; a method that no Request can have arrives as one that nobody takes', async () => {
  expect(await ask('PUT', '/elsewhere', 405)).toMatchObject({ status: 405, text: '' });
  expect(await ask('GET', '/api/v1/keys', 400)).toMatchObject({ status: 400, text: '' });
  expect((await ask('TRACE', '/')).text).toBe('UNKNOWN');
  expect(methodsOf('/api/v1/nothing')).toBeNull();
  expect(methodsOf('/api/v1/deployments/a%2Fb')).toContain('DELETE');
});
