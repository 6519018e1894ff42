import { expect, it } from 'vitest';
import { type SeverityInput, severityInput } from './severity';

const sev1: SeverityInput = {
  severity: 'SEV1',
  version: 1,
  meaning: 'Production down',
  updateMinutes: 30,
  commanderMinutes: 5,
  rollbackStartedMinutes: 10,
  rollbackVerifiedMinutes: 15,
  causeMinutes: 30,
  resolvedMinutes: 60,
  postmortemRequired: true,
  postmortemHours: 24,
  postmortemWorkingDays: null,
};
const wrong = (change: Partial<SeverityInput>) =>
  severityInput.safeParse({ ...sev1, ...change }).error?.issues.map(({ path }) => path.join('.')) ?? [];

it.each([
  [{}, []],
  [{ commanderMinutes: 1 }, []],
  [{ commanderMinutes: 0 }, ['commanderMinutes']],
  [{ commanderMinutes: 1.5 }, ['commanderMinutes']],
  [{ resolvedMinutes: 43_201 }, ['resolvedMinutes']],
  // One that is left out is no step.
  [{ rollbackStartedMinutes: null, rollbackVerifiedMinutes: null, causeMinutes: 6 }, []],
  [{ rollbackStartedMinutes: 5 }, ['rollbackStartedMinutes']],
  [{ rollbackStartedMinutes: null, rollbackVerifiedMinutes: 5 }, ['rollbackVerifiedMinutes']],
  [{ causeMinutes: 60, resolvedMinutes: 59 }, ['resolvedMinutes']],
  [{ meaning: ' ' }, ['meaning']],
  [{ postmortemHours: null }, ['postmortemHours']],
  [{ postmortemHours: null, postmortemWorkingDays: 5 }, []],
  [{ postmortemWorkingDays: 5 }, ['postmortemHours']],
  [{ postmortemRequired: false }, ['postmortemHours']],
  [{ postmortemRequired: false, postmortemHours: null }, []],
] as [Partial<SeverityInput>, string[]][])('%o', (change, fields) => expect(wrong(change)).toEqual(fields));
