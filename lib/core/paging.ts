import { z } from 'zod';
import { ValidationError } from './errors';
import { text } from './fields';

/** Query parameters of every list (api.md, Conventions). */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: text(1000).optional().describe('`next_cursor` of the page before'),
};

/** A page of items; `next_cursor` is null on the last one. */
export type Page<T> = { items: T[]; next_cursor: string | null };

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/** One or several values of a query parameter that may repeat, as a list. */
export function repeatable<T extends z.ZodType>(value: T) {
  return z
    .union([value, z.array(value).max(100)])
    .transform((given) => (Array.isArray(given) ? given : [given]) as z.output<T>[]);
}

/** The sort key of the last row of a page, as an opaque text. */
export function encodeCursor(position: (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position that a cursor stands for, null without one; throws a ValidationError when it is none of `shape`. */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, shape: T): z.output<T> | null {
  if (cursor === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new ValidationError([
      { path: '/cursor', message: 'This cursor is not one of ours. Begin without a cursor.' },
    ]);
  }
}

/** Position in lists by time and id: milliseconds since 1970, id. */
export const timePosition = z.tuple([z.int().min(0).max(8.64e15), z.int().min(0)]);

/** Position in lists by name. */
export const namePosition = z.tuple([text(255)]);

/** Cuts `limit + 1` rows to a page. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  item: (row: Row) => T,
  position: (row: Row) => (string | number)[],
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(item), next_cursor: rows.length > limit && last ? encodeCursor(position(last)) : null };
}

const eitherWay = z.union([timePosition, z.tuple([...timePosition.def.items, z.literal('newer')])]);

/** A page of a list by time, newest first, that can be left both ways; the cursors are null where the list ends. */
export type TwoWayPage<T> = { items: T[]; newer: string | null; older: string | null };

/**
 * The page of a list by time that `cursor` stands for: older than its position, or newer. `read` answers at most `limit` rows
 * beyond a position, nearest first. What is newer than a full first page is shown as that first page.
 */
export async function readTwoWay<Row, T>(
  cursor: string | undefined,
  limit: number,
  read: (beyond: { at: Date; id: number; isNewer: boolean } | null, limit: number) => Promise<Row[]>,
  item: (row: Row) => T,
  position: (row: Row) => [ms: number, id: number],
): Promise<TwoWayPage<T>> {
  const [ms, id, direction] = decodeCursor(cursor, eitherWay) ?? [];
  const from = ms === undefined || id === undefined ? null : { at: new Date(ms), id, isNewer: direction === 'newer' };
  const rows = await read(from, limit + 1);
  const hasMore = rows.length > limit;
  if (from?.isNewer && !hasMore) return readTwoWay(undefined, limit, read, item, position);
  const kept = rows.slice(0, limit);
  if (from?.isNewer) kept.reverse();
  const [first, last] = [kept[0], kept.at(-1)];
  return {
    items: kept.map(item),
    newer: from && first ? encodeCursor([...position(first), 'newer']) : null,
    older: last && (hasMore || from?.isNewer) ? encodeCursor(position(last)) : null,
  };
}
