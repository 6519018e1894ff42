import { NextRequest } from 'next/server';
import { expect, test } from 'vitest';
import { GET, POST } from './route';

const ask = (method: 'GET' | 'POST', door: string) => {
  const headers = { origin: 'http://127.0.0.1:3000', 'content-type': 'application/x-www-form-urlencoded' };
  const request = new NextRequest(`http://127.0.0.1:3000/api/auth/${door}`, { method, headers });
  return (method === 'GET' ? GET : POST)(request, { params: Promise.resolve({ nextauth: door.split('/') }) });
};

// next-auth answers some of these with 500 and a plain text.
test.each([
  ['GET', 'callback/credentials'],
  ['GET', 'callback'],
  ['GET', 'callback/oidc'], // without an identity provider
  ['GET', 'callback/nobody'],
  ['GET', 'signin/credentials'],
  ['GET', 'csrf/oidc'],
  ['GET', 'session'],
  ['POST', 'signin/oidc'],
  ['POST', 'signin'],
  ['POST', 'callback'],
  ['POST', 'callback/credentials/x'],
  ['POST', '_log'],
] as const)('%s /api/auth/%s is no address', async (method, door) => {
  const answer = await ask(method, door);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});
