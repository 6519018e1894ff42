import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { type PageQuery, readTolerantly, type Search } from '@/lib/core/page-search';
import { windowAnswerOf } from '../model/answer';
import { readTeamMetrics, type TeamMetrics } from '../queries/teams';
import type { MetricsQuery } from '../schema';
import { readPageQuery } from './page-query';

export type TeamTable = PageQuery<MetricsQuery> & {
  teams: TeamMetrics[];
  window: { from: string; to: string; days: number; tz: string };
};

/** Every team with the metrics of all its services together, by name. */
export async function loadTeamTable(actor: UserActor, search: Search): Promise<TeamTable> {
  if (!can(actor, 'metrics:read')) throw new ForbiddenError('Ask an administrator for a role that sees the metrics.');
  return readTolerantly(readPageQuery(search), async ({ query, ignored }) => {
    const { service: _service, team: _team, granularity: _granularity, ...shared } = query;
    const { teams, window } = await readTeamMetrics(actor, shared);
    return { query, ignored, teams, window: windowAnswerOf(window) };
  });
}
