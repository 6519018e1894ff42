import {
  type Deployment,
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { monotonicMs, now } from '@/lib/core/time';
import { AdapterError, type AdapterPlan, type Applied, type ClusterAdapter, type Workload } from '../adapter';
import { pause } from '../adapter/call';
import type { ConnectionOf } from '../schema';
import { batches, ecsClient, pages } from './ecs/client';
import { isRestarting, judge, runningOf } from './ecs/health';
import { type EcsPayload, ecsPayload, planFor } from './ecs/plan';
import { definitionsOf, deploymentsOf, type Found, isDeployedByEcs, serviceOf, tasksOf } from './ecs/reads';
import { imagesOf, ownerOf, shortName, versionsOf } from './ecs/revisions';
import { pingEcs } from './ecs/rights';

const mostListed = 2_000;
/** ECS says that it cannot place tasks while more hosts may be on their way. */
const unplacedMs = 30_000;

/**
 * Services of AWS ECS (release control guide, 7). ECS has no lock and no place for a marker: what became of a plan is told by the
 * primary deployment, whose id changes with every one. `pollMs`: how often a deployment is looked at.
 */
export function ecs(connection: ConnectionOf<'aws-ecs'>, { pollMs = 2_000 } = {}): ClusterAdapter {
  const ask = ecsClient(connection);
  /** Rollbacks that this adapter asked for; ECS has no place to write that down. */
  const asked = new Set<string>();

  async function clustersIn(namespace: string | null, signal: AbortSignal): Promise<string[]> {
    if (namespace !== null) return [namespace];
    const arns = await pages(async (nextToken) => {
      const answer = await ask('read', signal, (client, options) =>
        client.send(new ListClustersCommand({ nextToken }), options),
      );
      return { items: answer.clusterArns, nextToken: answer.nextToken };
    }, mostListed);
    return arns.map(shortName);
  }

  async function servicesIn(cluster: string, signal: AbortSignal): Promise<Service[]> {
    const arns = await pages(async (nextToken) => {
      const command = new ListServicesCommand({ cluster, maxResults: 100, nextToken });
      const answer = await ask('read', signal, (client, options) => client.send(command, options));
      return { items: answer.serviceArns, nextToken: answer.nextToken };
    }, mostListed);
    const found: Service[] = [];
    for (const services of batches(arns, 10)) {
      const command = new DescribeServicesCommand({ cluster, services, include: ['TAGS'] });
      const answer = await ask('read', signal, (client, options) => client.send(command, options));
      found.push(...(answer.services ?? []));
    }
    return found.filter((service) => service.status === 'ACTIVE' && isDeployedByEcs(service));
  }

  async function begin({ service, cluster }: Found, { taskDefinition, stops }: EcsPayload, signal: AbortSignal) {
    if (stops === null) {
      const command = new UpdateServiceCommand({
        cluster,
        service: service.serviceName,
        taskDefinition,
        forceNewDeployment: false,
      });
      await ask('write', signal, (client, options) => client.send(command, options));
      return;
    }
    const command = new StopServiceDeploymentCommand({ serviceDeploymentArn: stops, stopType: 'ROLLBACK' });
    await ask('write', signal, (client, options) => client.send(command, options)).catch((error: unknown) => {
      // It has ended by itself since the plan.
      const isOver = error instanceof AdapterError && ['INVALID', 'NOT_FOUND', 'CONFLICT'].includes(error.code);
      throw isOver ? changedMeanwhile() : error;
    });
  }

  async function stateOf(found: Found, plan: AdapterPlan, payload: EcsPayload, signal: AbortSignal) {
    const { service, primary } = found;
    if (service.serviceArn !== payload.serviceArn) return 'other';
    if (primary.id !== plan.lock.token) return primary.taskDefinition === payload.taskDefinition ? 'made' : 'other';
    if (payload.stops === null) return primary.taskDefinition === plan.from.key ? 'untouched' : 'other';
    const deployments = await deploymentsOf(ask, found, signal);
    const stopped = deployments.find(({ serviceDeploymentArn }) => serviceDeploymentArn === payload.stops);
    return stopped?.status?.startsWith('ROLLBACK_') ? 'made' : 'untouched';
  }

  return {
    kind: 'aws-ecs',

    ping: (namespace, signal) => pingEcs(ask, connection.region, namespace, signal),

    async list(namespace, signal) {
      const listed: { cluster: string; service: Service }[] = [];
      for (const cluster of await clustersIn(namespace, signal)) {
        if (listed.length >= mostListed) break;
        listed.push(...(await servicesIn(cluster, signal)).map((service) => ({ cluster, service })));
      }
      const some = listed.slice(0, mostListed);
      const arns = some.flatMap(({ service }) => service.taskDefinition ?? []);
      const definitions = await definitionsOf(ask, arns, signal);
      return some.map(({ cluster, service }): Workload => {
        const definition = definitions.get(service.taskDefinition ?? '');
        const ownedBy = ownerOf(service);
        return {
          ref: { kind: 'ecs-service', namespace: cluster, name: service.serviceName ?? '' },
          images: definition ? imagesOf(definition, null) : [],
          desired: service.desiredCount ?? 0,
          ready: service.runningCount ?? 0,
          paused: false,
          ...(ownedBy ? { ownedBy } : {}),
        };
      });
    },

    async history(ref, _stored, signal) {
      const versions = await versionsOf(ask, await serviceOf(ask, ref, signal), signal);
      return versions.map(({ revision }) => revision);
    },

    async planRollback(ref, key, _stored, signal) {
      const found = await serviceOf(ask, ref, signal);
      return planFor(ask, found, await versionsOf(ask, found, signal), key, signal);
    },

    async rollback(ref, plan, marker, signal) {
      const payload = payloadOf(plan);
      const before = await serviceOf(ask, ref, signal);
      const state = await stateOf(before, plan, payload, signal);
      if (state === 'made' && asked.has(marker.rollbackId))
        return { ...appliedTo(plan, before.primary), alreadyDone: true };
      if (state !== 'untouched') throw changedMeanwhile();
      if (plan.noop) throw new AdapterError('INVALID', 'This version runs already: there is nothing to change.');
      asked.add(marker.rollbackId);
      await begin(before, payload, signal);
      const after = await serviceOf(ask, ref, signal);
      if (isOvertaken(before, after, payload)) {
        throw new AdapterError('CONFLICT', 'Another deployment began in the same moment: look at what runs.');
      }
      return { ...appliedTo(plan, after.primary), alreadyDone: false };
    },

    async wasApplied(ref, plan, _marker, signal) {
      const payload = payloadOf(plan);
      const found = await serviceOf(ask, ref, signal);
      const state = await stateOf(found, plan, payload, signal);
      if (state === 'other') throw changedMeanwhile();
      return state === 'made' ? { ...appliedTo(plan, found.primary), alreadyDone: true } : null;
    },

    async *observe(ref, token, signal) {
      const [before = '', target = ''] = token.split(' ');
      let own: string | null = null;
      let unplacedSince: number | null = null;
      for (let last = ''; ; await pause(pollMs, signal)) {
        const found = await serviceOf(ask, ref, signal);
        const deployment = ownDeployment(found, before, target, own);
        if (deployment === 'foreign') throw changedMeanwhile();
        own = deployment?.id ?? own;
        const stopped = deployment ? await tasksOf(ask, found, 'STOPPED', signal) : [];
        // A deployment that is being stopped is still the primary one: nothing of it is judged.
        const { health, unplaced } = judge(found.service, deployment ?? { status: 'PENDING' }, stopped);
        if (!deployment) {
          health.phase = 'progressing';
          health.reasons = await failedStop(found, signal);
          if (health.reasons.length > 0) health.phase = 'failed';
        }
        const nowMs = monotonicMs();
        unplacedSince = unplaced ? (unplacedSince ?? nowMs) : null;
        if (health.phase === 'progressing' && unplacedSince !== null && nowMs - unplacedSince >= unplacedMs) {
          health.phase = 'failed';
        }
        const text = JSON.stringify(health);
        if (text !== last) yield health;
        if (health.phase !== 'progressing') return;
        last = text;
      }
    },

    async verify(ref, want, signal) {
      const found = await serviceOf(ask, ref, signal);
      const [running, stopped] = await Promise.all([
        tasksOf(ask, found, 'RUNNING', signal),
        tasksOf(ask, found, 'STOPPED', signal),
      ]);
      const digests = new Map(want.images.flatMap(({ container, digest }) => (digest ? [[container, digest]] : [])));
      const seen = runningOf([...running, ...stopped], { key: want.key, digests });
      const desired = found.service.desiredCount ?? 0;
      const restarts = isRestarting(found.primary.id, running, stopped, now());
      const detail =
        `${seen.wanted} of ${desired} tasks run ${shortName(want.key)}` +
        `${seen.strangers > 0 ? `, ${seen.strangers} another version or not in health` : ''}` +
        `${restarts ? ', and they began just now after others ended' : ''}.`;
      return { ok: seen.wanted === desired && seen.strangers === 0 && !restarts, running: seen.running, detail };
    },
  };

  /** ECS could not roll the stopped deployment back. */
  async function failedStop(found: Found, signal: AbortSignal) {
    const [newest] = await deploymentsOf(ask, found, signal);
    if (newest?.status !== 'ROLLBACK_FAILED') return [];
    const message = newest.statusReason ?? 'ECS could not roll the deployment back.';
    return [{ code: 'OTHER' as const, message, subject: found.service.serviceName ?? '' }];
  }
}

const changedMeanwhile = () =>
  new AdapterError('CONFLICT', 'The service was changed by somebody else in the meantime.');

function payloadOf({ payload }: AdapterPlan): EcsPayload {
  const { success, data } = ecsPayload.safeParse(payload);
  if (!success) throw new AdapterError('INVALID', 'This plan is not one for an ECS service.');
  return data;
}

/** The token names the primary deployment before the rollback, and what the one after it deploys. */
function appliedTo(plan: AdapterPlan, primary: Found['primary']): Pick<Applied, 'token' | 'lock'> {
  return { token: `${plan.lock.token} ${plan.to.key}`, lock: { token: primary.id } };
}

/** Somebody else's deployment came in between: it is the primary one, or ours pushed it aside. */
function isOvertaken(before: Found, after: Found, { taskDefinition, stops }: EcsPayload): boolean {
  const known = new Set(before.service.deployments?.map(({ id }) => id));
  const added = (after.service.deployments ?? []).filter(({ id }) => !known.has(id));
  if (stops !== null && added.length === 0) return false; // ECS takes a moment to begin.
  return added.length !== 1 || added[0]?.taskDefinition !== taskDefinition;
}

/**
 * The deployment of the rollback: the one that came after `before` and deploys the target, also when the circuit breaker has put
 * another in its place. Null while ECS has not begun it, 'foreign' when another came instead.
 */
function ownDeployment(
  { service, primary }: Found,
  before: string,
  target: string,
  own: string | null,
): Deployment | 'foreign' | null {
  const mine = service.deployments?.find(({ id }) => id === own);
  if (mine) return mine;
  if (own === null && primary.id === before) return null;
  return own === null && primary.taskDefinition === target ? primary : 'foreign';
}
