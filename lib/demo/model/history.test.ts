import { expect, test } from 'vitest';
import { demoServices, demoTeams } from './company';
import { demoHistory } from './history';

const end = new Date('2026-11-24T15:00:00Z');
const events = demoHistory(end);
const of = (type: string) => events.filter(({ line }) => line.type === type).map(({ line }) => line);

test('the company is believable: 8 teams, 40 services, two years, all kinds of outcome', () => {
  expect(demoTeams).toHaveLength(8);
  expect(demoServices).toHaveLength(40);
  const deployments = of('deployment');
  expect(new Set(deployments.map(({ service }) => service)).size).toBe(40);
  for (const status of ['succeeded', 'failed', 'rolled_back', 'cancelled', 'in_progress', 'queued']) {
    expect(
      deployments.some((line) => line.status === status),
      status,
    ).toBe(true);
  }
  expect(deployments.some((line) => line.is_rollback) && deployments.some((line) => line.is_hotfix)).toBe(true);
  expect(new Set(of('incident').map(({ severity }) => severity))).toEqual(new Set(['SEV1', 'SEV2', 'SEV3']));
  expect(of('incident').some(({ kind }) => kind === 'drill')).toBe(true);
});

test('it is deterministic, in order, nothing lies in the future, and no id comes twice', () => {
  expect(JSON.stringify(demoHistory(end)) === JSON.stringify(events)).toBe(true);
  expect(events.every((event, index) => event.at <= end.getTime() && event.at >= (events[index - 1]?.at ?? 0))).toBe(
    true,
  );
  for (const type of ['deployment', 'incident']) {
    const ids = of(type).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('a rollback puts the version of before back, a hot-fix brings one of its own', () => {
  const deployments = of('deployment');
  const versionOf = new Map(deployments.map(({ id, version }) => [id, version]));
  const rollbacks = deployments.filter((line) => line.is_rollback);
  expect(rollbacks.length).toBeGreaterThan(100);
  for (const { rollback_of, version } of rollbacks) expect(version).not.toBe(versionOf.get(rollback_of));
  for (const { version } of deployments.filter((line) => line.is_hotfix)) expect(version).toMatch(/\.1$/);
});
