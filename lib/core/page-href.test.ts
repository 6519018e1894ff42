import { expect, it } from 'vitest';
import { hrefWith } from './page-href';

it('keeps window, zone and scope, leaves cursor and search behind, and takes changes over what is there', () => {
  const search = { range: '90d', tz: 'Asia/Kolkata', service: ['a', 'b'], cursor: 'x', q: 'y' };
  expect(hrefWith('/metrics/lead-time', search)).toBe(
    '/metrics/lead-time?range=90d&tz=Asia%2FKolkata&service=a&service=b',
  );
  expect(hrefWith('/m', search, { range: null, from: '2026-03-01', to: '2026-03-02' })).toBe(
    '/m?from=2026-03-01&to=2026-03-02&tz=Asia%2FKolkata&service=a&service=b',
  );
  expect(hrefWith('/m', { q: 'y', cursor: 'x' }, { cursor: 'z' }, ['q'])).toBe('/m?q=y&cursor=z');
  expect(hrefWith('/', {})).toBe('/');
});
