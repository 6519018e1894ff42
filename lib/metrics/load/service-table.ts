import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { type InProduction, readInProduction } from '@/lib/catalog/queries/page-facts';
import { ForbiddenError } from '@/lib/core/errors';
import { searchText, text } from '@/lib/core/fields';
import { type PageQuery, readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { decodeCursor, encodeCursor, namePosition } from '@/lib/core/paging';
import { windowAnswerOf } from '../model/answer';
import { type ServiceSort, serviceSorts, sortedServices } from '../model/service-order';
import { readServiceMetrics } from '../queries/services';
import { type MetricsQuery, metricsQuery, type ServiceMetrics } from '../schema';
import { apiSearch } from './page-query';

/** A service as lists show it: the row of GET /api/v1/metrics/services, and what production has of it. */
export type ServiceRow = ServiceMetrics & {
  /** Its newest deployment that reached production; null when none ever did. */
  lastDeployment: InProduction['last'] | null;
  /** What runs, per production environment, newest first. */
  running: ({ environment: string } & NonNullable<InProduction['running']>)[];
};

export type ServiceTable = {
  query: MetricsQuery;
  ignored: string[];
  rows: ServiceRow[];
  sort: ServiceSort;
  descending: boolean;
  /** Services that match; `all` are those in scope before the search. */
  matching: number;
  all: number;
  /** 1-based place of the first row. */
  first: number;
  nextCursor: string | null;
  window: { from: string; to: string; days: number; tz: string };
  /** Query string of the API for the same numbers. */
  apiSearch: string;
};

const tableQuery = metricsQuery.omit({ granularity: true }).extend({
  q: searchText.optional(),
  /** A column; with a minus in front, descending. */
  sort: z
    .string()
    .refine((value) => (serviceSorts as readonly string[]).includes(value.replace(/^-/, '')))
    .default('service'),
  cursor: text(1000).optional(),
});

const pageSize = 50;

/** Every service in scope with its metrics and what runs, sorted, searched and cut to a page. */
export async function loadServiceTable(actor: UserActor, search: Search): Promise<ServiceTable> {
  if (!can(actor, 'metrics:read') || !can(actor, 'catalog:read')) {
    throw new ForbiddenError('Ask an administrator for a role that sees the metrics.');
  }
  return readTolerantly(readSearch(tableQuery, search), (page) => table(actor, page));
}

async function table(
  actor: UserActor,
  { query: asked, ignored }: PageQuery<z.output<typeof tableQuery>>,
): Promise<ServiceTable> {
  const { q, sort: sorting, cursor, ...query } = asked;
  const after = decodeCursor(cursor, namePosition)?.[0];
  const descending = sorting.startsWith('-');
  const sort = sorting.replace(/^-/, '') as ServiceSort;
  const { services, window } = await readServiceMetrics(actor, query);
  const wanted = q?.toLowerCase() ?? '';
  const matching = services.filter(({ service, team }) => `${service}\n${team ?? ''}`.includes(wanted));
  // Only two of the columns need production's facts before the page is cut.
  const isByProduction = sort === 'last-deployment' || sort === 'version';
  const bare = matching.map((row): ServiceRow => ({ ...row, lastDeployment: null, running: [] }));
  const rows = sortedServices(
    isByProduction ? await withProduction(bare) : bare,
    sort,
    descending ? 'descending' : 'ascending',
    query.definition,
  );
  const start = after === undefined ? 0 : rows.findIndex(({ service }) => service === after) + 1;
  const shown = rows.slice(start, start + pageSize);
  const last = shown.at(-1);
  return {
    query,
    ignored,
    rows: isByProduction ? shown : await withProduction(shown),
    sort,
    descending,
    matching: matching.length,
    all: services.length,
    first: start + 1,
    nextCursor: last && rows.length > start + pageSize ? encodeCursor([last.service]) : null,
    window: windowAnswerOf(window),
    apiSearch: apiSearch(query),
  };
}

async function withProduction(rows: ServiceRow[]): Promise<ServiceRow[]> {
  const facts = new Map<string, InProduction[]>();
  for (const fact of await readInProduction(rows.map(({ service }) => service))) {
    facts.set(fact.service, [...(facts.get(fact.service) ?? []), fact]);
  }
  return rows.map((row) => {
    const known = facts.get(row.service) ?? [];
    return {
      ...row,
      lastDeployment: known[0]?.last ?? null,
      running: known.flatMap(({ environment, running }) => (running ? [{ environment, ...running }] : [])),
    };
  });
}
