import { now } from '@/lib/core/time';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { ensureRollupsSoon, refreshRollupsSoon } from '../commands';
import { excludedOf, fourMetricsOf, overallTier, pointOf, scoresOf, windowAnswerOf } from '../model/answer';
import { bucketsOf, defaultGranularity, piecesOf, previousWindow, readWindow, type Window } from '../model/window';
import type { DoraAnswer, FourMetrics, MetricsQuery } from '../schema';
import { type PeriodFacts, type ReadFacts, readFacts } from './facts';
import { readConnected, resolveScope } from './scope';
import type { LeadQuery } from './spans';

/** The part of a query that says which records are meant, names resolved. */
export async function leadQueryOf(db: Queryable, query: Omit<MetricsQuery, 'granularity'>): Promise<LeadQuery> {
  const scope = await resolveScope(db, {
    services: query.service ?? [],
    teams: query.team ?? [],
    environments: query.environment ?? [],
  });
  return { ...scope, definition: query.definition, excludeBots: query.exclude_bots };
}

export function windowOf(query: Pick<MetricsQuery, 'from' | 'to' | 'range' | 'tz'>): Window {
  return readWindow(query, now());
}

/** Asks the keeper to make good what a read found missing or marked; the answer did not wait for it. */
export function healRollups(query: LeadQuery, { missing, stale }: Pick<ReadFacts, 'missing' | 'stale'>): void {
  if (stale) refreshRollupsSoon();
  const days = missing.map(({ from, to }) => ({ startsAt: from, endsAt: to }));
  if (days.length > 0) ensureRollupsSoon(query.environments, days, now());
}

export type DoraReading = { answer: DoraAnswer; facts: PeriodFacts; scope: LeadQuery; window: Window };

/** The metrics of a scope with their previous window and series (api.md, Metrics), and the facts of which they were made. */
export function readDora(query: MetricsQuery): Promise<DoraReading> {
  return readSnapshot((db) => readDoraIn(db, query));
}

/** As `readDora`, within a snapshot of which the caller wants more. */
export async function readDoraIn(db: Queryable, query: MetricsQuery): Promise<DoraReading> {
  const window = windowOf(query);
  const previous = previousWindow(window);
  const granularity = query.granularity ?? defaultGranularity(window);
  const buckets = bucketsOf(window, granularity);
  const pieces = [...piecesOf(previous), ...piecesOf(window)];
  const scope = await leadQueryOf(db, query);
  const [isConnected, read] = await Promise.all([
    readConnected(db, scope),
    readFacts(db, scope, pieces, [window, previous, ...buckets]),
  ]);
  healRollups(scope, read);
  const [current, before, ...series] = read.byService.get(0) ?? [];
  if (!current || !before) throw new Error('the facts of a window are missing');
  const { definition, benchmark } = query;
  const metrics = fourMetricsOf(current, window, isConnected, query);
  const earlier = fourMetricsOf(before, previous, isConnected, query);
  const answer: DoraAnswer = {
    window: windowAnswerOf(window),
    definition,
    benchmark,
    granularity,
    overall_tier: overallTier(metrics),
    ...scoresOf(metrics, benchmark),
    ...metrics,
    excluded: excludedOf(current),
    previous: { window: windowAnswerOf(previous), overall_tier: overallTier(earlier), ...earlier },
    series: buckets.flatMap((bucket, position) => {
      const facts = series[position];
      return facts ? [pointOf(bucket, facts, definition)] : [];
    }),
  };
  return { answer, facts: current, scope, window };
}

export type CurrentReading = { metrics: FourMetrics; facts: PeriodFacts; scope: LeadQuery; window: Window };

/** The window of a query alone, without the one before and without a series. */
export function readCurrent(query: Omit<MetricsQuery, 'granularity'>): Promise<CurrentReading> {
  return readSnapshot((db) => readCurrentIn(db, query, windowOf(query)));
}

/** As `readCurrent`, of a known window, within a snapshot of which the caller wants more. */
export async function readCurrentIn(
  db: Queryable,
  query: Omit<MetricsQuery, 'granularity'>,
  window: Window,
): Promise<CurrentReading> {
  const scope = await leadQueryOf(db, query);
  const [isConnected, { byService }] = await Promise.all([
    readConnected(db, scope),
    readFacts(db, scope, piecesOf(window), [window]),
  ]);
  const facts = byService.get(0)?.[0];
  if (!facts) throw new Error('the facts of a window are missing');
  return { facts, metrics: fourMetricsOf(facts, window, isConnected, query), scope, window };
}
