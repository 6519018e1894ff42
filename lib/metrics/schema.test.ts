import { expect, test } from 'vitest';
import { metricsQuery } from './schema';

// A calendar of another century has other columns, eras and offsets: no zone is ever asked about it.
test.each(['0000-01-01', '0001-02-02', '0500-01-01', '1000-06-30', '1969-12-31', '9001-01-01', '9999-12-31'])(
  '%s is no edge of a window',
  (date) => {
    for (const name of ['from', 'to'] as const) {
      for (const value of [date, `${date}T00:00:00Z`]) {
        const result = metricsQuery.safeParse({ [name]: value, tz: 'Asia/Kolkata' });
        expect(result.error?.issues, value).toMatchObject([{ path: [name] }]);
      }
    }
  },
);

test.each(['1970-01-01', '9000-12-31', '2026-03-01T00:00:00 05:30'])('%s is one', (value) => {
  expect(metricsQuery.safeParse({ from: value }).success).toBe(true);
});
