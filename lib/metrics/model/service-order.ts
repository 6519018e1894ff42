import { type DefinitionId, type ServiceMetrics, tierIds } from '../schema';
import { headlineOf } from './why';

/** Columns by which services can be sorted, as addresses name them. */
export const serviceSorts = [
  'service',
  'team',
  'tier',
  'deployment-frequency',
  'lead-time',
  'change-failure-rate',
  'time-to-restore',
  'last-deployment',
  'version',
] as const;
export type ServiceSort = (typeof serviceSorts)[number];
export type Direction = 'ascending' | 'descending';

/** The direction of a first click: what needs attention, or is newest, comes first. */
export const firstDirection: Record<ServiceSort, Direction> = {
  service: 'ascending',
  team: 'ascending',
  tier: 'ascending',
  'deployment-frequency': 'ascending',
  'lead-time': 'descending',
  'change-failure-rate': 'descending',
  'time-to-restore': 'descending',
  'last-deployment': 'descending',
  version: 'ascending',
};

type Sortable = ServiceMetrics & { lastDeployment: { at: string } | null; running: { version: string | null }[] };

/** Services in the order of a column; those without a value come last in both directions, equal ones by name. */
export function sortedServices<Row extends Sortable>(
  rows: Row[],
  sort: ServiceSort,
  direction: Direction,
  definition: DefinitionId,
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, sort, definition) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || byName(a.row, b.row);
    }
    return sign * compare(a.key, b.key) || byName(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

const byName = (a: ServiceMetrics, b: ServiceMetrics) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0);

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  // 'v1.10' comes after 'v1.9'.
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function keyOf(row: Sortable, sort: ServiceSort, definition: DefinitionId): string | number | null {
  switch (sort) {
    case 'service':
      return row.service;
    case 'team':
      return row.team;
    case 'tier':
      // tierIds go from elite to low; the lowest tier is the smallest.
      return row.overall_tier === null ? null : -tierIds.indexOf(row.overall_tier);
    case 'deployment-frequency':
      return headlineOf(row, 'deployment_frequency', definition);
    case 'lead-time':
      return headlineOf(row, 'lead_time', definition);
    case 'change-failure-rate':
      return headlineOf(row, 'change_failure_rate', definition);
    case 'time-to-restore':
      return headlineOf(row, 'time_to_restore', definition);
    case 'last-deployment':
      return row.lastDeployment === null ? null : Date.parse(row.lastDeployment.at);
    case 'version':
      return row.running[0]?.version ?? null;
  }
}
