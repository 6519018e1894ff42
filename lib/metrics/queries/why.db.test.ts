import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import { call, createTestKey } from '@/lib/testing/api';
import { metrics } from '../registry';
import { metricsQuery } from '../schema';
import { readDoraAndWhy, readWhy, type WhyBoth } from './why';

const meanwhile = vi.hoisted(() => ({ write: async () => {} }));
vi.mock('./breakdown', async (importOriginal) => {
  const { readBreakdown } = await importOriginal<typeof import('./breakdown')>();
  const late: typeof readBreakdown = async (...given) => {
    await meanwhile.write();
    return readBreakdown(...given);
  };
  return { readBreakdown: late };
});

const query = metricsQuery.parse({ from: '2026-03-01', to: '2026-03-31', tz: 'UTC' });
let key: string;
let posted = 0;
const deploy = async (more: Record<string, unknown>) => {
  posted += 1;
  const times = { started_at: '2026-03-02T10:00:00Z', finished_at: '2026-03-02T10:05:00Z' };
  const body = { id: `d${posted}`, service: 'checkout', environment: 'production', ...times, ...more };
  expect((await call(postDeployment, 'POST', { key, body })).status).toBe(201);
};
beforeAll(async () => {
  ({ key } = await createTestKey());
  await deploy({ status: 'succeeded', is_rollback: true });
  await deploy({ status: 'succeeded' });
});

// What comes between the number and its breakdown belongs to the next reading, all of it.
let written = 0;
beforeEach(() => {
  written = 0;
  meanwhile.write = async () => {
    await deploy({ status: 'succeeded', is_rollback: true });
    await deploy({ status: 'cancelled' });
    written += 1;
  };
});

const expectToAddUp = (why: WhyBoth, rollbacks: number) => {
  for (const { numerator, parts, left_out } of Object.values(why)) {
    expect(numerator?.count).toBe(rollbacks);
    expect(parts.map(({ label, count }) => [label, count])).toEqual([
      ['Rollbacks', rollbacks],
      ['Hot-fixes', 0],
      ['Named as the fix of an incident', 0],
    ]);
    expect(left_out.find(({ part }) => part === 'cancelled')?.count).toBe(rollbacks - 1);
  }
};

test('the counts of an explanation are of one moment, whatever is written meanwhile', async () => {
  expectToAddUp((await readWhy(metrics.rework_rate, query)).why, 1);
  expectToAddUp((await readWhy(metrics.rework_rate, query)).why, 2);
  expect(written).toBe(2);
});

test('and of the moment of the number that they explain', async () => {
  const { answer, why } = await readDoraAndWhy(metrics.rework_rate, query);
  expect(written).toBe(1);
  expectToAddUp(why, 3);
  expect(why.handbook.numerator?.count).toBe(answer.rework_rate.reworked);
});
