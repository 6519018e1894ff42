import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import type { Page } from '@/lib/core/paging';
import { listTeams } from '../queries';
import { readEnvironmentSettings, readServiceSettings } from '../queries/settings';
import { type EnvironmentSetting, type ServiceSetting, serviceListQuery } from '../schema';

export type ServiceSettingsView = {
  services: Page<ServiceSetting>;
  /** What was looked for. */
  wanted: string;
  teams: { value: string; label: string }[];
  canEdit: boolean;
  /** What the address says wrongly; it was left out. */
  ignored: string[];
};

/** Services and whose they are; everybody may look, `canEdit` says who may change it. */
export async function loadServiceSettings(actor: UserActor, search: Search): Promise<ServiceSettingsView> {
  requireReader(actor);
  const page = readSearch(serviceListQuery, search);
  const [read, teams] = await Promise.all([
    readTolerantly(page, async ({ query, ignored }) => ({
      services: await readServiceSettings(actor, query),
      ignored,
    })),
    listTeams({ limit: 1000 }),
  ]);
  return {
    ...read,
    wanted: page.query.q ?? '',
    teams: teams.items.map(({ slug, name }) => ({ value: slug, label: name })),
    canEdit: can(actor, 'catalog:manage'),
  };
}

/** Environments and what each is; everybody may look, since it decides what the metrics count. */
export async function loadEnvironmentSettings(
  actor: UserActor,
): Promise<{ environments: EnvironmentSetting[]; canEdit: boolean }> {
  requireReader(actor);
  return { environments: await readEnvironmentSettings(actor), canEdit: can(actor, 'catalog:manage') };
}

function requireReader(actor: UserActor): void {
  if (!can(actor, 'catalog:read')) throw new ForbiddenError('Ask an administrator for a role that sees the catalogue.');
}
