import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { readServiceFacts } from '@/lib/catalog/queries/page-facts';
import { environmentName } from '@/lib/catalog/schema';
import { workloadName } from '@/lib/clusters/model/workload-name';
import { targetsOfService } from '@/lib/clusters/queries/targets';
import { ForbiddenError } from '@/lib/core/errors';
import { requiredText } from '@/lib/core/fields';
import { readSearch, type Search } from '@/lib/core/page-search';
import { now } from '@/lib/core/time';
import type { Severity } from '@/lib/incidents/schema';
import { rollbackHindrance } from '../model/authority';
import { findRunningOn, type RunningRollback } from '../queries/beside';
import { askedFor, askerOf, findRoom } from './standing';

/** The incident that a plan is made for. */
export type PlanIncident = {
  key: string;
  title: string;
  severity: Severity;
  isPrivate: boolean;
  detectedAt: string;
  /** Until when the rollback shall be started; null: no such target is running. */
  startBy: string | null;
};

export type PlanView = {
  service: string;
  environment: string;
  /** Where the service is linked to a workload. */
  environments: string[];
  target: { cluster: string; simulated: boolean; workload: string } | null;
  /** What was asked for: a key of the history; null: what is proposed. */
  to: string | null;
  running: RunningRollback | null;
  incident: PlanIncident | null;
  /** May work a plan out, and look at it. */
  mayPlan: boolean;
  mayLink: boolean;
  /** Who may carry it out instead of this person; null when they may. */
  hindrance: string | null;
  /** The server's clock when this was read. */
  readAt: string;
  ignored: string[];
};

const planSearch = z.object({
  environment: environmentName.optional(),
  incident: requiredText(30).optional(),
  to: requiredText(500).optional(),
});

/** What the page of a plan says before the cluster is asked; null when nothing ever named the service. */
export async function loadPlan(user: UserActor, service: string, search: Search): Promise<PlanView | null> {
  if (!can(user, 'rollback:read')) throw new ForbiddenError('Ask an administrator for a role that sees rollbacks.');
  const { query, ignored } = readSearch(planSearch, search);
  const [facts, targets, room] = await Promise.all([
    readServiceFacts(user, service),
    targetsOfService(service),
    findRoom(user, query.incident ?? null),
  ]);
  if (!facts) return null;
  const environments = targets.map(({ environment }) => environment);
  const environment =
    query.environment ?? (environments.includes('production') ? 'production' : environments[0]) ?? 'production';
  const target = targets.find((each) => each.environment === environment) ?? null;
  const due = room?.targets.find(({ code, state }) => code === 'rollback_started' && state === 'pending');
  return {
    service,
    environment,
    environments,
    target: target && {
      cluster: target.cluster,
      simulated: target.clusterKind === 'simulated',
      workload: workloadName(target.ref),
    },
    to: query.to ?? null,
    running: target && (await findRunningOn(target)),
    incident: room && {
      key: room.key,
      title: room.title,
      severity: room.severity,
      isPrivate: room.visibility === 'private',
      detectedAt: room.detected_at,
      startBy: due?.due_at ?? null,
    },
    mayPlan: can(user, 'rollback:run'),
    mayLink: can(user, 'cluster:operate'),
    hindrance: rollbackHindrance(askerOf(user), room && askedFor(room, service), service),
    readAt: now().toISOString(),
    ignored,
  };
}
