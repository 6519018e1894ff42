import { fourMetrics, metricIds, type ServiceMetrics } from '../schema';

const fields = metricIds.flatMap((metric) =>
  Object.keys(fourMetrics.shape[metric].shape).map((field) => ({ metric, field })),
);

/** Columns of the CSV of services: the names of the JSON, a metric's fields behind its own. */
export const serviceColumns: readonly string[] = [
  'service',
  'team',
  'overall_tier',
  ...fields.map(({ metric, field }) => `${metric}_${field}`),
];

/** A service's cells in the order of the columns; what has no value is empty, its state says why. */
export function serviceCells(row: ServiceMetrics): unknown[] {
  return [
    row.service,
    row.team,
    row.overall_tier,
    ...fields.map(({ metric, field }) => Object.entries(row[metric]).find(([name]) => name === field)?.[1]),
  ];
}
