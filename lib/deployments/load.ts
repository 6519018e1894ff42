import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { listDeployments } from './queries';
import type { DeploymentAnswer } from './schema';

/** A deployment as lists show it; `href` is the path of its page. */
export type ListedDeployment = DeploymentAnswer & { href: string };

/** The newest deployments, of some services or of all. */
export async function loadLatestDeployments(
  actor: UserActor,
  limit: number,
  service: string[] = [],
): Promise<ListedDeployment[]> {
  if (!can(actor, 'deployment:read'))
    throw new ForbiddenError('Ask an administrator for a role that sees deployments.');
  const { items } = await listDeployments({ limit, ...(service.length > 0 ? { service } : {}) });
  return items.map((item) => ({ ...item, href: new URL(item.url).pathname }));
}
