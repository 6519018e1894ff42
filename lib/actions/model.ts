import { formatCount } from '@/lib/core/format';
import { addDays } from '@/lib/core/time';
import type { Severity } from '@/lib/incidents/schema';
import type { ActionStatus } from './schema';

/** Neither done nor cancelled. */
export function isOpenAction(status: ActionStatus): boolean {
  return status === 'open' || status === 'in_progress';
}

/** Days before its due date from which an item is due soon. */
export const soonDays = 7;

export type DueState = 'overdue' | 'soon' | 'later';
type Due = { status: ActionStatus; due_on: string | null };

/** Is its due day over on `today`, without it being done or cancelled? The due day itself is still in time. */
export function isOverdue({ status, due_on }: Due, today: string): boolean {
  return isOpenAction(status) && due_on !== null && due_on < today;
}

/** Where an item that is not over stands on `today`; one without a due date is `later`. */
export function dueStateOf(item: Due, today: string): DueState {
  if (isOverdue(item, today)) return 'overdue';
  return item.due_on !== null && item.due_on <= addDays(today, soonDays) ? 'soon' : 'later';
}

/** Whole days from `today` until a due date; negative when it is over. */
export function daysUntil(dueOn: string, today: string): number {
  return Math.round((Date.parse(`${dueOn}T00:00:00.000Z`) - Date.parse(`${today}T00:00:00.000Z`)) / 86_400_000);
}

/** What a reminder says: which item, whose, and how far from its due date. */
export function reminderText(
  { id, text, owner, dueOn }: { id: number; text: string; owner: string | null; dueOn: string },
  today: string,
): string {
  const days = daysUntil(dueOn, today);
  const when =
    days < 0 ? `${formatCount(-days, 'day')} late` : days === 0 ? 'due today' : `due in ${formatCount(days, 'day')}`;
  return `ACT-${id} “${text}” is ${when}, ${owner === null ? 'and has no owner yet' : `owner ${owner}`}.`;
}

/** In UTC; before it nobody wants to hear of what is late. */
export const reminderHour = 8;
/** How often a day's reminders are looked for from then on; each is queued once. */
export const remindsEverySeconds = 3_600;

/** Days from its creation within which an action item of an incident shall be done (incidents.md §6: 4 or 8 weeks); null: no such term. */
export const termDays: Record<Severity, number | null> = { SEV1: 28, SEV2: 56, SEV3: null };

/** The issue behind an address, as people call it: 'checkout#491', 'OPS-12', or else the host. */
export function issueLabel(url: string): string {
  const { hostname, pathname } = new URL(url);
  const numbered = /\/([^/]+)\/(?:-\/)?(?:issues|pull|merge_requests)\/(\d+)$/.exec(pathname);
  if (numbered) return `${numbered[1]}#${numbered[2]}`;
  return /\/([A-Z][A-Z0-9]+-\d+)$/.exec(pathname)?.[1] ?? hostname;
}

/** What an action item lacks before a post-mortem may be published (incidents.md §14.3); a cancelled one lacks nothing. */
export function missingForPublishing(item: Due & { owner: string | null }): ('owner' | 'due')[] {
  if (item.status === 'cancelled') return [];
  return [...(item.owner === null ? (['owner'] as const) : []), ...(item.due_on === null ? (['due'] as const) : [])];
}
