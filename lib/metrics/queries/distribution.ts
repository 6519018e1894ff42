import sql, { empty } from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { Window } from '../model/window';
import { type BenchmarkId, type Tier, tierIds } from '../schema';
import { tierPlace } from './record-parts';
import { arrivalScope, countedIncident, incidentScope, serviceScope } from './scope';
import { type LeadQuery, leadMs } from './spans';

export type DistributionBar = { fromSeconds: number; toSeconds: number; count: number };
export type Distribution = { bars: DistributionBar[]; tiers: Partial<Record<Tier, number>> };

/** How the counted spans of a window spread: bars that double in width (all of them between the first and the last), and per tier. */
export async function readDistribution(
  metric: 'lead_time' | 'time_to_restore',
  query: LeadQuery,
  window: Window,
  benchmark: BenchmarkId,
): Promise<Distribution> {
  const spans =
    metric === 'lead_time'
      ? sql`
          SELECT ${leadMs(query.definition)} AS ms FROM arrival a
          WHERE a.finished_at >= ${window.from} AND a.finished_at < ${window.to} AND ${arrivalScope(query.environments)}
            ${serviceScope(query.services, sql`a.service_id`)} ${query.excludeBots ? sql`AND NOT a.is_bot` : empty}
            AND NOT a.is_baseline AND ${leadMs(query.definition)} >= 0`
      : sql`
          SELECT (extract(epoch FROM i.resolved_at - i.detected_at) * 1000)::bigint AS ms FROM incident i
          WHERE i.resolved_at >= ${window.from} AND i.resolved_at < ${window.to} AND ${countedIncident} AND ${incidentScope(query)}
            AND i.resolved_at >= i.detected_at ${query.definition === 'dora' ? sql`AND i.caused_by_id IS NOT NULL` : empty}`;
  const rows = await readSql<{ octave: number; tier: number; count: number }>(sql`
    SELECT ${firstOctave} + width_bucket(ms, ${octaveEdges}::bigint[]) AS octave, ${tierPlace(metric, benchmark)} AS tier, count(*)::int AS count
    FROM (${spans}) AS span GROUP BY 1, 2`);
  const tiers: Distribution['tiers'] = {};
  const octaves = new Map<number, number>();
  for (const { octave, tier, count } of rows) {
    octaves.set(octave, (octaves.get(octave) ?? 0) + count);
    const name = tierIds[tier];
    if (name) tiers[name] = (tiers[name] ?? 0) + count;
  }
  return { bars: barsOf(octaves), tiers };
}

/** Everything below about two minutes is one bar. */
const firstOctave = 16;
/** Where one bar ends and the next begins, in milliseconds; the last one is above a century. */
const octaveEdges = Array.from({ length: 26 }, (_, index) => 2 ** (firstOctave + 1 + index));

function barsOf(octaves: Map<number, number>): DistributionBar[] {
  if (octaves.size === 0) return [];
  const first = Math.min(...octaves.keys());
  const length = Math.max(...octaves.keys()) - first + 1;
  return Array.from({ length }, (_, index) => {
    const octave = first + index;
    return {
      fromSeconds: octave === firstOctave ? 0 : 2 ** octave / 1000,
      toSeconds: 2 ** (octave + 1) / 1000,
      count: octaves.get(octave) ?? 0,
    };
  });
}
