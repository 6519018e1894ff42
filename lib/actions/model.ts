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

const weeks: Record<Severity, number | null> = { SEV1: 4, SEV2: 8, SEV3: null };

/** The last instant at which an action item of an incident is done in time (incidents.md §6: 4 or 8 weeks); null where there is no such term. */
export function termOf(severity: Severity, createdAt: Date): Date | null {
  const term = weeks[severity];
  return term === null ? null : new Date(createdAt.getTime() + term * 7 * 86_400_000);
}

/** What an action item lacks before a post-mortem may be published (incidents.md §14.3); a cancelled one lacks nothing. */
export function missingForPublishing(item: Due & { owner: string | null }): ('owner' | 'due')[] {
  if (item.status === 'cancelled') return [];
  return [...(item.owner === null ? (['owner'] as const) : []), ...(item.due_on === null ? (['due'] as const) : [])];
}
