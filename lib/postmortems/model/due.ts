import type { Severity } from '@/lib/incidents/schema';

/** When a severity asks for a post-mortem; both null: it is asked for without a date. */
export type DueRule = { required: boolean; hours: number | null; workingDays: number | null };

/** Incidents.md §6; the settings may say otherwise. */
export const usualDueRules: Record<Severity, DueRule> = {
  SEV1: { required: true, hours: 24, workingDays: null },
  SEV2: { required: true, hours: null, workingDays: 5 },
  SEV3: { required: false, hours: null, workingDays: null },
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const isWorkingDay = (at: Date) => at.getUTCDay() !== 0 && at.getUTCDay() !== 6;

/** The same time of day so many working days later, Monday to Friday in UTC; begun on a weekend, it counts from Monday on. */
export function addWorkingDays(from: Date, days: number): Date {
  let at = from;
  for (let left = days; left > 0; ) {
    at = new Date(at.getTime() + dayMs);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}

/** When the post-mortem is to be published, counted from detection; null when its severity asks for none, or for no date. */
export function dueAt(detectedAt: Date, rule: DueRule): Date | null {
  if (!rule.required) return null;
  if (rule.hours !== null) return new Date(detectedAt.getTime() + rule.hours * hourMs);
  return rule.workingDays === null ? null : addWorkingDays(detectedAt, rule.workingDays);
}
