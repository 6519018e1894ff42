import { expect, test } from 'vitest';
import { readWindow } from '@/lib/metrics/model/window';
import { whyAddresses } from './why-addresses';

const tz = 'Europe/London';
const now = (time: string) => new Date(`2026-04-01T${time}Z`);
/** The window that an address stands for at a time. */
const windowAt = (address: string, at: Date) => {
  const { searchParams } = new URL(address, 'http://fairlead.test');
  const given = Object.fromEntries(['from', 'to', 'range'].map((name) => [name, searchParams.get(name) ?? undefined]));
  const { from, to } = readWindow({ ...given, tz: searchParams.get('tz') ?? 'UTC' }, at);
  return [from.toISOString(), to.toISOString()];
};
const addressesOf = (search: Record<string, string>) => {
  const { from, to } = readWindow({ ...search, tz }, now('10:30:00'));
  return whyAddresses({
    slug: 'change-failure-rate',
    search: { ...search, tz, team: 'checkout' },
    apiSearch: new URLSearchParams({ ...search, tz, team: 'checkout' }).toString(),
    window: { from: from.toISOString(), to: to.toISOString(), tz },
  });
};

test.each([[{ range: '7d' }], [{}], [{ from: '2026-03-01' }], [{ from: '2026-03-01', to: '2026-03-31' }]])(
  'of %o every address means the same window an hour later',
  (search) => {
    const { why, csv, dora, records } = addressesOf(search);
    const expected = windowAt(`/?${new URLSearchParams({ ...search, tz })}`, now('10:30:00'));
    for (const address of [why, csv, dora, records(), records('numerator')]) {
      expect(windowAt(address, now('11:30:00'))).toEqual(expected);
      expect(address).toContain('team=checkout');
      expect(address).not.toContain('range=');
    }
  },
);

test('dates stay dates, so that the filters of the page can show them', () => {
  expect(addressesOf({ from: '2026-03-01', to: '2026-03-31' }).records('failed')).toBe(
    '/metrics/change-failure-rate?from=2026-03-01&to=2026-03-31&tz=Europe%2FLondon&team=checkout&part=failed#records',
  );
});
