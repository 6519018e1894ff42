import type { z } from 'zod';
import { ValidationError } from './errors';

/** What a page's address says: what `await searchParams` gives. */
export type Search = Record<string, string | string[] | undefined>;

/** A query as a page shows it: what counts, and what of the address was not understood and therefore left out. */
export type PageQuery<Q> = { query: Q; ignored: string[] };

/** Reads the filters of a page's address. One that is none of ours is passed over, a wrong one is left out and named; neither breaks the page. */
export function readSearch<S extends z.ZodObject>(schema: S, search: Search): PageQuery<z.output<S>> {
  const given: Record<string, string | string[]> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = search[name];
    const present = Array.isArray(value) ? value.filter((item) => item !== '') : value;
    if (present !== undefined && present.length > 0) given[name] = present;
  }
  const ignored: string[] = [];
  for (;;) {
    const result = schema.safeParse(given);
    if (result.success) return { query: result.data, ignored };
    const name = String(result.error.issues[0]?.path[0] ?? '');
    if (!(name in given)) return { query: schema.parse({}), ignored };
    delete given[name];
    ignored.push(name);
  }
}

/**
 * Answers a page's query; where a value turns out not to make sense only then (a window that ends before it starts, a cursor of
 * another list), once more without it, and names it.
 */
export async function readTolerantly<Q extends object, V>(
  page: PageQuery<Q>,
  read: (page: PageQuery<Q>) => Promise<V>,
): Promise<V> {
  try {
    return await read(page);
  } catch (error) {
    const name = error instanceof ValidationError ? error.path.slice(1) : '';
    const wrong = (name === 'from' || name === 'to' ? ['from', 'to'] : [name]).filter((each) => each in page.query);
    if (wrong.length === 0) throw error;
    const rest = Object.fromEntries(Object.entries(page.query).filter(([each]) => !wrong.includes(each)));
    return readTolerantly({ query: rest as Q, ignored: [...page.ignored, ...wrong] }, read);
  }
}
