import type { Incident } from './incident';
import { emptyRoom, type Room } from './room';

/** What an incident's row holds of its log beside its columns, as JSON. */
export type StoredFold = { services?: string[]; endedBefore?: string | null; room?: unknown };

type Stamped<T, K extends keyof T> = Omit<T, K> & { [key in K]: string | null };
type RawRoom = Omit<
  Room,
  | 'access'
  | 'seats'
  | 'offers'
  | 'targets'
  | 'tasks'
  | 'firstMitigatedAt'
  | 'acknowledgedAt'
  | 'closedAt'
  | 'nextUpdateDueAt'
> & {
  access?: Room['access'];
  seats: Stamped<Room['seats'][number], 'acceptedAt'>[];
  offers: Stamped<Room['offers'][number], 'offeredAt'>[];
  targets: Stamped<Room['targets'][number], 'anchorAt' | 'dueAt' | 'metAt'>[];
  tasks: Stamped<Room['tasks'][number], 'dueAt' | 'doneAt'>[];
  firstMitigatedAt?: string | null;
  acknowledgedAt: string | null;
  closedAt: string | null;
  nextUpdateDueAt: string | null;
};

const maybe = (value: string | null) => (value === null ? null : new Date(value));
const instant = (value: string | null) => new Date(value ?? Number.NaN);

/** The JSON of a fold, and back. */
export function toFold({ services, endedBefore }: Incident, room: Room): string {
  return JSON.stringify({ services, endedBefore, room });
}

export function fromFold(fold: StoredFold): { services: string[]; endedBefore: Date | null; room: Room } {
  const raw = (fold.room ?? null) as RawRoom | null;
  const known = { services: fold.services ?? [], endedBefore: maybe(fold.endedBefore ?? null) };
  if (!raw) return { ...known, room: emptyRoom };
  const room: Room = {
    ...raw,
    // Written before there was such a list.
    access: raw.access ?? [],
    links: raw.links ?? [],
    firstMitigatedAt: maybe(raw.firstMitigatedAt ?? null),
    acknowledgedAt: maybe(raw.acknowledgedAt),
    closedAt: maybe(raw.closedAt),
    nextUpdateDueAt: maybe(raw.nextUpdateDueAt),
    seats: raw.seats.map((row) => ({ ...row, acceptedAt: instant(row.acceptedAt) })),
    offers: raw.offers.map((row) => ({ ...row, offeredAt: instant(row.offeredAt) })),
    targets: raw.targets.map((row) => ({
      ...row,
      anchorAt: maybe(row.anchorAt),
      dueAt: instant(row.dueAt),
      metAt: maybe(row.metAt),
    })),
    tasks: raw.tasks.map((row) => ({ ...row, dueAt: maybe(row.dueAt), doneAt: maybe(row.doneAt) })),
  };
  return { ...known, room };
}
