import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { listEnvironments, listServices, listTeams } from './queries';
import {
  type Running,
  readRunning,
  readServiceFacts,
  readTeams,
  type ServiceFacts,
  type TeamFacts,
} from './queries/page-facts';

export type FilterOption = { value: string; label: string };
export type FilterOptions = { services: FilterOption[]; teams: FilterOption[]; environments: FilterOption[] };

function requireReader(actor: UserActor): void {
  if (!can(actor, 'catalog:read')) throw new ForbiddenError('Ask an administrator for a role that sees the catalogue.');
}

/** What the filters of a page can be set to; the first 1,000 of each by name. */
export async function loadFilterOptions(actor: UserActor): Promise<FilterOptions> {
  requireReader(actor);
  const page = { limit: 1000 };
  const [services, teams, environments] = await Promise.all([
    listServices(actor, page),
    listTeams(page),
    listEnvironments(actor, page),
  ]);
  return {
    services: services.items.map(({ slug }) => ({ value: slug, label: slug })),
    teams: teams.items.map(({ slug, name }) => ({ value: slug, label: name })),
    environments: environments.items.map(({ name }) => ({ value: name, label: name })),
  };
}

export type ServiceView = ServiceFacts & { running: Running[] };

/** A service with what runs where; null when nothing ever named it that this person may know of. */
export async function loadService(actor: UserActor, slug: string): Promise<ServiceView | null> {
  requireReader(actor);
  const [facts, running] = await Promise.all([readServiceFacts(actor, slug), readRunning(slug)]);
  return facts && { ...facts, running };
}

/** A team with its services; null when nothing ever named it. */
export async function loadTeam(actor: UserActor, slug: string): Promise<TeamFacts | null> {
  requireReader(actor);
  const [team] = await readTeams(slug);
  return team ?? null;
}
