import { expect, test } from 'vitest';
import { literalUrl } from './odd-paths';

test.each([
  ['/api/v1/deployments/ci-1?after=%ff', '/api/v1/deployments/ci-1?after=%ff'],
  ['/api/v1/deployments/a%2Fb%20c', '/api/v1/deployments/a%2Fb%20c'],
  ['/api/v1/deployments/%ff', '/api/v1/deployments/%25ff'],
  ['/api/v1/deployments/%E0%A4%A?x=1?y', '/api/v1/deployments/%25E0%25A4%25A?x=1?y'],
  ['/100%', '/100%25'],
])('%s is served as %s', (given, served) => {
  expect(literalUrl(given)).toBe(served);
  expect(() => decodeURIComponent(literalUrl(given).split('?')[0] ?? '')).not.toThrow();
});
