import { explain } from '../model/why';
import type { Metric } from '../registry';
import type { DefinitionId, MetricsQuery } from '../schema';
import type { Why } from '../schema/why';
import { readBreakdown } from './breakdown';
import { type CurrentReading, readCurrent } from './dora';

export type WhyBoth = Record<DefinitionId, Why>;

/** Explains a number that was read, by the definition that was asked for and by the other one. */
export async function readWhy(metric: Metric, query: MetricsQuery, asked: CurrentReading): Promise<WhyBoth> {
  const { facts, scope, window } = asked;
  const definition = query.definition === 'dora' ? 'handbook' : 'dora';
  const [breakdown, other] = await Promise.all([
    readBreakdown(scope, window, facts.counts.reworked),
    readCurrent({ ...query, definition }, window),
  ]);
  const of = (id: DefinitionId) => {
    const { facts, metrics } = id === query.definition ? asked : other;
    return explain(metric, id, { facts, metrics, days: window.days, breakdown });
  };
  return { handbook: of('handbook'), dora: of('dora') };
}
