import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { readSnapshot } from '@/lib/db/pool';
import { fourMetricsOf, overallTier, scoresOf } from '../model/answer';
import { noFacts } from '../model/facts';
import { piecesOf, previousWindow, type Window } from '../model/window';
import type { FourMetrics, MetricsQuery, Tier } from '../schema';
import { healRollups, leadQueryOf, windowOf } from './dora';
import { readFacts } from './facts';
import { readNames } from './services';

export type TeamMetrics = FourMetrics & {
  team: string;
  name: string;
  /** Slugs of its services, by name. */
  services: string[];
  overall_tier: Tier | null;
  scores?: ReturnType<typeof scoresOf>['scores'];
  /** The window of equal length just before. */
  previous: FourMetrics;
};

export type TeamReading = { teams: TeamMetrics[]; window: Window };

/** The metrics of every team, by name: from the records of all its services together, in a fixed number of reads. */
export async function readTeamMetrics(
  actor: Actor,
  query: Omit<MetricsQuery, 'granularity' | 'service' | 'team'>,
): Promise<TeamReading> {
  const window = windowOf(query);
  const previous = previousWindow(window);
  const pieces = [...piecesOf(previous), ...piecesOf(window)];
  const { scope, read, named, teams } = await readSnapshot(async (db) => {
    const scope = await leadQueryOf(db, query);
    const named = await readNames(db, actor, scope);
    const teamOf = new Map(named.flatMap(({ id, teamId }) => (teamId === null ? [] : [[id, teamId] as const])));
    const teams = await db.sql<{ id: number; team: string; name: string }>(
      sql`SELECT id, slug AS team, name FROM team ORDER BY lower(name), slug LIMIT 1000`,
    );
    return { scope, named, teams, read: await readFacts(db, scope, pieces, [window, previous], { teamOf }) };
  });
  healRollups(scope, read);
  return {
    window,
    teams: teams.map(({ id, team, name }): TeamMetrics => {
      const members = named.filter(({ teamId }) => teamId === id);
      const isConnected = members.some((member) => member.isConnected);
      const [current = noFacts(), before = noFacts()] = read.byService.get(id) ?? [];
      const metrics = fourMetricsOf(current, window, isConnected, query);
      return {
        team,
        name,
        services: members.map(({ service }) => service),
        overall_tier: overallTier(metrics),
        ...scoresOf(metrics, query.benchmark),
        ...metrics,
        previous: fourMetricsOf(before, previous, isConnected, query),
      };
    }),
  };
}
