import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import type { Catalog } from './ensure';

/** What a written deployment says of its service, and where it stood before. */
export type ServiceFacts = {
  serviceId: number;
  teamId: number | null;
  orderedAt: Date;
  said: { repository?: string };
  draft: { service: string; stored: { teamId: number | null; orderedAt: Date } | null };
};

/**
 * Keeps a service's team: the one named by its latest deployment that names any, unless a person pinned it. Touches the row
 * only when something may differ. The repository is the first one that is named.
 */
export async function updateServices(tx: Tx, catalog: Catalog, facts: ServiceFacts[]): Promise<void> {
  const suspects = new Set<number>();
  const repositories = new Map<number, string>();
  for (const { serviceId, teamId, orderedAt, said, draft } of facts) {
    const known = catalog.services.get(draft.service);
    // The latest deployment may have stopped being the latest, or stopped naming this team.
    const receded =
      draft.stored?.teamId != null && (draft.stored.teamId !== teamId || orderedAt < draft.stored.orderedAt);
    if (!known?.teamPinned && (receded || (teamId !== null && teamId !== known?.teamId))) suspects.add(serviceId);
    if (said.repository && !known?.repository) repositories.set(serviceId, said.repository);
  }
  if (suspects.size > 0) await chooseTeams(tx, [...suspects]);
  if (repositories.size > 0) {
    await tx.sql(sql`
      UPDATE service s SET repository = named.repository
      FROM unnest(${[...repositories.keys()]}::bigint[], ${[...repositories.values()]}::text[]) AS named(id, repository)
      WHERE s.id = named.id AND s.repository IS NULL`);
  }
}

/** Sets the team of these services from their deployments; their rows are locked in the order of their ids. */
export async function chooseTeams(tx: Tx, serviceIds: number[]): Promise<void> {
  await tx.sql(sql`SELECT id FROM service WHERE id = ANY(${serviceIds}::bigint[]) ORDER BY id FOR NO KEY UPDATE`);
  await tx.sql(sql`
    UPDATE service s SET team_id = latest.team_id
    FROM unnest(${serviceIds}::bigint[]) AS wanted(id) LEFT JOIN LATERAL (
      SELECT d.team_id FROM deployment d WHERE d.service_id = wanted.id AND d.team_id IS NOT NULL
      ORDER BY d.ordered_at DESC, d.id DESC LIMIT 1) AS latest ON true
    WHERE s.id = wanted.id AND NOT s.team_pinned AND s.team_id IS DISTINCT FROM latest.team_id`);
}
