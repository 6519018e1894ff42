import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { explain } from '../model/why';
import type { Window } from '../model/window';
import type { Metric } from '../registry';
import type { DefinitionId, MetricsQuery } from '../schema';
import type { Why } from '../schema/why';
import { readBreakdown } from './breakdown';
import { type CurrentReading, type DoraReading, readCurrentIn, readDoraIn, windowOf } from './dora';

export type WhyBoth = Record<DefinitionId, Why>;

/** Explains a number by the definition that was asked for and by the other one. */
export function readWhy(metric: Metric, query: MetricsQuery): Promise<{ why: WhyBoth; window: Window }> {
  return readSnapshot(async (db) => {
    const asked = await readCurrentIn(db, query, windowOf(query));
    return { why: await whyIn(db, metric, query, asked), window: asked.window };
  });
}

/** The metrics of a scope, and one of them explained by the very records of which it was made. */
export function readDoraAndWhy(metric: Metric, query: MetricsQuery): Promise<DoraReading & { why: WhyBoth }> {
  return readSnapshot(async (db) => {
    const dora = await readDoraIn(db, query);
    return { ...dora, why: await whyIn(db, metric, query, { ...dora, metrics: dora.answer }) };
  });
}

/** All counts are of the snapshot in which the number was read, for else they would not add up to it. */
async function whyIn(db: Queryable, metric: Metric, query: MetricsQuery, asked: CurrentReading): Promise<WhyBoth> {
  const { facts, scope, window } = asked;
  const definition = query.definition === 'dora' ? 'handbook' : 'dora';
  const [breakdown, other] = await Promise.all([
    readBreakdown(db, scope, window, facts.counts.reworked),
    readCurrentIn(db, { ...query, definition }, window),
  ]);
  const of = (id: DefinitionId) => {
    const { facts, metrics } = id === query.definition ? asked : other;
    return explain(metric, id, { facts, metrics, days: window.days, breakdown });
  };
  return { handbook: of('handbook'), dora: of('dora') };
}
