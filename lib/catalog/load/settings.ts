import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { serviceSlug } from '@/lib/core/fields';
import { listTeams } from '../queries';
import { readEnvironmentSettings, readServiceSettings, servicesPerPage } from '../queries/settings';
import type { EnvironmentSetting, ServiceSetting } from '../schema';

export type ServiceSettingsView = {
  services: ServiceSetting[];
  nextAfter: string | null;
  teams: { value: string; label: string }[];
  canEdit: boolean;
};

/** Services and whose they are; everybody may look, `canEdit` says who may change it. `after`: the last slug of the page before. */
export async function loadServiceSettings(
  actor: UserActor,
  search: string,
  after: string | undefined,
): Promise<ServiceSettingsView> {
  requireReader(actor);
  const [rows, teams] = await Promise.all([
    readServiceSettings(search.slice(0, 200), serviceSlug.safeParse(after).data ?? null),
    listTeams({ limit: 1000 }),
  ]);
  const services = rows.slice(0, servicesPerPage);
  return {
    services,
    nextAfter: rows.length > servicesPerPage ? (services.at(-1)?.slug ?? null) : null,
    teams: teams.items.map(({ slug, name }) => ({ value: slug, label: name })),
    canEdit: can(actor, 'catalog:manage'),
  };
}

/** Environments and what each is; everybody may look, since it decides what the metrics count. */
export async function loadEnvironmentSettings(
  actor: UserActor,
): Promise<{ environments: EnvironmentSetting[]; canEdit: boolean }> {
  requireReader(actor);
  return { environments: await readEnvironmentSettings(), canEdit: can(actor, 'catalog:manage') };
}

function requireReader(actor: UserActor): void {
  if (!can(actor, 'catalog:read')) throw new ForbiddenError('Ask an administrator for a role that sees the catalogue.');
}
