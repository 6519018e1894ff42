import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { workloadName } from '@/lib/clusters/model/workload-name';
import { type Target, targetsOfService } from '@/lib/clusters/queries/targets';
import { now } from '@/lib/core/time';
import { numberIn } from '@/lib/incidents/model/key';
import { isActive } from '@/lib/incidents/model/status';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { Asker } from '../model/authority';
import { type Hotfix, hotfixOf } from '../model/hotfix';
import { lastGoodReported } from '../model/match';
import { findLatestOf } from '../queries/beside';
import { readReported } from '../queries/known';
import { readRollback } from '../queries/rollbacks';
import type { RollbackAnswer } from '../schema';
import { askerOf } from './standing';

/** A service that an incident is about and that runs on a cluster. */
export type UndoTarget = {
  service: string;
  environment: string;
  cluster: string;
  simulated: boolean;
  workload: string;
  /** By what was reported; null when no earlier version is known to be good. */
  hotfix: Hotfix | null;
};

/** What an incident could be undone by. */
export type UndoView = {
  /** The most suspected first. */
  targets: UndoTarget[];
  /** Services of it that no workload is linked to. */
  unlinked: string[];
  /** The latest rollback of this incident. */
  latest: RollbackAnswer | null;
  who: Asker;
  mayPlan: boolean;
  mayLink: boolean;
};

const mostServices = 5;

/** The ways out of an incident, for somebody who sees it; null for one that is over and was never rolled back. The cluster is not asked. */
export async function loadUndo(user: UserActor, incident: IncidentDetail): Promise<UndoView | null> {
  if (!can(user, 'rollback:read')) return null;
  const number = numberIn(incident.key);
  const latestId = number === null ? null : await findLatestOf(user, number);
  if (!latestId && !isActive(incident.status)) return null;
  const services = suspectedFirst(incident);
  const [latest, found] = await Promise.all([
    latestId ? readRollback(user, latestId) : null,
    Promise.all(services.map((service) => targetsOfService(service))),
  ]);
  const linked = found.flatMap((targets) => targetIn(targets, incident.environment) ?? []);
  return {
    targets: await Promise.all(linked.map(undoTarget)),
    unlinked: services.filter((service) => !linked.some((target) => target.service === service)),
    latest,
    who: askerOf(user),
    mayPlan: can(user, 'rollback:run'),
    mayLink: can(user, 'cluster:operate'),
  };
}

/** Services whose deployments are suspected, by their score, then those that it names. */
function suspectedFirst({ deployments, services }: IncidentDetail): string[] {
  const judged = deployments.filter(({ verdict }) => verdict === 'caused' || verdict === 'suspect');
  const caused = judged.filter(({ verdict }) => verdict === 'caused');
  return [...new Set([...caused, ...judged].map(({ service }) => service).concat(services))].slice(0, mostServices);
}

const targetIn = (targets: Target[], environment: string | null) =>
  targets.find((target) => target.environment === (environment ?? 'production'));

async function undoTarget(target: Target): Promise<UndoTarget> {
  const { service, repository, environment, cluster, clusterKind, ref } = target;
  const reported = await readReported(target.serviceId, target.environmentId);
  const lastGood = lastGoodReported(reported, now());
  return {
    service,
    environment,
    cluster,
    simulated: clusterKind === 'simulated',
    workload: workloadName(ref),
    hotfix:
      lastGood &&
      hotfixOf({
        repository,
        lastGood,
        takenVersions: reported.flatMap(({ version }) => version ?? []),
        fixCommits: [],
      }),
  };
}
