import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { listEnvironments, listServices, listTeams } from './queries';

export type FilterOption = { value: string; label: string };
export type FilterOptions = { services: FilterOption[]; teams: FilterOption[]; environments: FilterOption[] };

/** What the filters of a page can be set to; the first 1,000 of each by name. */
export async function loadFilterOptions(actor: UserActor): Promise<FilterOptions> {
  if (!can(actor, 'catalog:read')) throw new ForbiddenError('Ask an administrator for a role that sees the catalogue.');
  const page = { limit: 1000 };
  const [services, teams, environments] = await Promise.all([
    listServices(page),
    listTeams(page),
    listEnvironments(page),
  ]);
  return {
    services: services.items.map(({ slug }) => ({ value: slug, label: slug })),
    teams: teams.items.map(({ slug, name }) => ({ value: slug, label: name })),
    environments: environments.items.map(({ name }) => ({ value: name, label: name })),
  };
}
