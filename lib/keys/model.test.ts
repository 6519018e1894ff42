import { expect, test } from 'vitest';
import { firstCall, keyStateOf } from './model';

const now = new Date('2026-03-02T10:00:00Z');

test.each([
  [null, null, 'live'],
  ['2026-03-02T10:00:00.001Z', null, 'live'],
  ['2026-03-02T10:00:00.000Z', null, 'expired'],
  [null, '2026-03-01T00:00:00Z', 'revoked'],
  ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 'revoked'],
] as const)('a key that expires %s and was revoked %s is %s', (expires_at, revoked_at, state) => {
  expect(keyStateOf({ expires_at, revoked_at }, now)).toBe(state);
});

test.each([
  [['read', 'ingest'], '/api/v1/deployments'],
  [['read'], '/api/v1/metrics/dora'],
  [['incidents'], '/api/v1/incidents'],
  [['admin'], '/api/v1/keys'],
] as const)('the first call of a key with %j goes to %s and carries the key', (scopes, path) => {
  const { code } = firstCall('https://fairlead.example', 'fl_x', scopes);
  expect(code).toContain(`https://fairlead.example${path}`);
  expect(code).toContain('-H "Authorization: Bearer fl_x"');
});
