import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { teamSlugOf } from '../model';
import { editServiceInput } from '../schema';
import { ensureCatalog } from './ensure';
import { chooseTeams } from './service-facts';

type Facts = { team: string | null; pinned: boolean; repository: string | null };
type Outcome = { slug: string; from: Facts; to: Facts };

/**
 * Says whose a service is and where its code lives. A team chosen here stays whatever events name; handed back to the events it
 * is the one of the latest deployment that names any.
 */
export const editService = command({
  name: 'service.edit',
  permission: 'catalog:manage',
  input: editServiceInput,
  run: async ({ tx, input }): Promise<Outcome> => {
    const { slug, team, repository } = input;
    const chosen = team.from === 'here' ? team.name : null;
    // Teams before service rows: the order in which reports lock them.
    const { teams } = await ensureCatalog(tx, {
      services: [],
      environments: [],
      teams: chosen === null ? [] : [chosen],
    });
    const [known] = await tx.sql<Facts & { id: number }>(sql`
      SELECT s.id, t.slug AS team, s.team_pinned AS pinned, s.repository
      FROM service s LEFT JOIN team t ON t.id = s.team_id WHERE s.slug = ${slug} FOR NO KEY UPDATE OF s`);
    if (!known) throw new NotFoundError(`Service "${slug}"`);
    const { id, ...from } = known;
    const teamId = chosen === null ? null : (teams.get(teamSlugOf(chosen)) ?? null);
    await tx.sql(
      sql`UPDATE service SET repository = ${repository}, team_pinned = ${team.from === 'here'} WHERE id = ${id}`,
    );
    if (team.from === 'here') await tx.sql(sql`UPDATE service SET team_id = ${teamId} WHERE id = ${id}`);
    else await chooseTeams(tx, [id]);
    const [now] = await tx.sql<{ team: string | null }>(sql`
      SELECT t.slug AS team FROM service s LEFT JOIN team t ON t.id = s.team_id WHERE s.id = ${id}`);
    return { slug, from, to: { team: now?.team ?? null, pinned: team.from === 'here', repository } };
  },
  audit: ({ slug, from, to }) => (isSame(from, to) ? null : { subject: slug, detail: { from, to } }),
  announce: ({ from, to }) => (isSame(from, to) ? [] : ['overview']),
});

function isSame(a: Facts, b: Facts): boolean {
  return a.team === b.team && a.pinned === b.pinned && a.repository === b.repository;
}
