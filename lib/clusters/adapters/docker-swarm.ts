import { z } from 'zod';
import { monotonicMs } from '@/lib/core/time';
import {
  AdapterError,
  type AdapterPlan,
  type Applied,
  type ClusterAdapter,
  type Health,
  type Marker,
  type WorkloadRef,
} from '../adapter';
import { pause } from '../adapter/call';
import type { ConnectionOf } from '../schema';
import { askEngine } from './docker-swarm/engine';
import { desiredOf, isRollingBack, judge, monitorMs, runningOf } from './docker-swarm/health';
import { planFor, revisionsOf } from './docker-swarm/plan';
import { imagesOf, keyOf, markerLabel, taskHashOf } from './docker-swarm/revisions';
import { pingEngine } from './docker-swarm/rights';
import {
  listedService,
  type SwarmPayload,
  type SwarmService,
  type SwarmTask,
  swarmPayload,
  swarmService,
  swarmSpec,
  swarmTask,
  swarmToken,
} from './docker-swarm/shapes';

const mostListed = 2_000;
const pollMs = 500;
/** A task that waits this long for a node that takes it will go on waiting: the longest that a task before it takes to stop, and more. */
const unschedulableMs = 15_000;
/** How often a write is tried again whose service moved by itself in between, as an update under way makes it. */
const mostAttempts = 3;

/** Services of a Docker Swarm by the Engine API of a manager (release control guide, 6). The engine keeps one earlier spec of each. */
export function dockerSwarm(connection: ConnectionOf<'docker-swarm'>): ClusterAdapter {
  const ask = <T>(signal: AbortSignal, call: Parameters<typeof askEngine>[2], shape: z.ZodType<T>) =>
    askEngine(connection, signal, call, shape);
  /** Restorations by the engine leave no marker: those that this adapter asked for. */
  const asked = new Set<string>();

  async function serviceOf(ref: WorkloadRef, signal: AbortSignal): Promise<SwarmService> {
    const name = encodeURIComponent(ref.name);
    const service = await ask(
      signal,
      (docker, abortSignal) => docker.getService(name).inspect({ abortSignal }),
      swarmService,
    );
    // The engine also finds services by the beginning of an id.
    if (service.Spec.Name !== ref.name) throw notFound(ref);
    return service;
  }

  async function look(ref: WorkloadRef, signal: AbortSignal): Promise<{ service: SwarmService; tasks: SwarmTask[] }> {
    const service = await serviceOf(ref, signal);
    const filters = { service: [service.ID] };
    const tasks = await ask(
      signal,
      (docker, abortSignal) => docker.listTasks({ filters, abortSignal }),
      z.array(swarmTask),
    );
    return { service, tasks: await withoutLostNodes(tasks, signal) };
  }

  /** A task on a node that is down is said to run for a day more. Who may not ask for nodes counts it. */
  async function withoutLostNodes(tasks: SwarmTask[], signal: AbortSignal): Promise<SwarmTask[]> {
    if (!tasks.some(({ Status, DesiredState }) => Status.State === 'running' && DesiredState !== 'running'))
      return tasks;
    const shape = z.array(z.looseObject({ ID: z.string(), Status: z.looseObject({ State: z.string() }) }));
    const nodes = await ask(signal, (docker, abortSignal) => docker.listNodes({ abortSignal }), shape).catch(() => []);
    const lost = nodes.filter(({ Status }) => Status.State === 'down').map(({ ID }) => ID);
    return tasks.filter(({ NodeID, DesiredState }) => DesiredState === 'running' || !lost.includes(NodeID ?? ''));
  }

  /** Best effort: an image may have a health check of its own, and the manager need not have the image. */
  async function imageChecksHealth(image: string, signal: AbortSignal): Promise<boolean | null> {
    const name = image.split('/').map(encodeURIComponent).join('/');
    const shape = z.looseObject({ Config: z.looseObject({ Healthcheck: z.unknown() }).nullish() });
    return ask(signal, (docker) => docker.getImage(name).inspect(), shape).then(
      ({ Config }) => Boolean(Config?.Healthcheck),
      () => null,
    );
  }

  function write(service: SwarmService, { method, spec }: SwarmPayload, marker: Marker, signal: AbortSignal) {
    const body =
      method === 'previous'
        ? service.Spec // Required, and ignored.
        : {
            ...spec,
            // Neither of them can be changed, and how many run is not the version's to say.
            Name: service.Spec.Name,
            Mode: service.Spec.Mode,
            Labels: { ...spec.Labels, [markerLabel]: marker.rollbackId },
          };
    const query = { version: service.Version.Index, ...(method === 'previous' ? { rollback: 'previous' } : {}) };
    return ask(
      signal,
      (docker, abortSignal) => docker.getService(service.ID).update({ _query: query, _body: body, abortSignal }),
      z.unknown(),
    );
  }

  return {
    kind: 'docker-swarm',

    ping: (_namespace, signal) => pingEngine(ask, signal),

    async list(_namespace, signal) {
      const services = await ask(
        signal,
        (docker, abortSignal) => docker.listServices({ status: true, abortSignal }),
        z.array(listedService),
      );
      return services
        .flatMap(({ Spec, UpdateStatus, ServiceStatus }) => {
          const spec = swarmSpec.safeParse(Spec);
          // Jobs and plug-ins have no version to go back to.
          if (!spec.success || !(spec.data.Mode.Replicated || spec.data.Mode.Global)) return [];
          const { Name, TaskTemplate, Mode } = spec.data;
          return {
            ref: { kind: 'swarm-service' as const, namespace: null, name: Name },
            images: imagesOf(Name, TaskTemplate),
            desired: ServiceStatus?.DesiredTasks ?? Mode.Replicated?.Replicas ?? 0,
            ready: ServiceStatus?.RunningTasks ?? 0,
            paused: UpdateStatus?.State === 'paused' || UpdateStatus?.State === 'rollback_paused',
          };
        })
        .slice(0, mostListed);
    },

    async history(ref, stored, signal) {
      const { service, tasks } = await look(ref, signal);
      return revisionsOf(service, tasks, stored);
    },

    async planRollback(ref, key, stored, signal) {
      const { service, tasks } = await look(ref, signal);
      return planFor(service, tasks, stored, key, (image) => imageChecksHealth(image, signal));
    },

    async rollback(ref, plan, marker, signal) {
      const payload = payloadOf(plan);
      for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
        // The version moves with every step of an update under way, so the one to write with is read last.
        const service = await serviceOf(ref, signal);
        const state = stateOf(service, plan, payload, marker);
        if (state === 'made' && (hasMarker(service, marker) || asked.has(marker.rollbackId))) {
          return { ...appliedTo(service, payload), alreadyDone: true };
        }
        if (state !== 'untouched') throw changedMeanwhile();
        if (plan.noop) throw new AdapterError('INVALID', 'This version runs already: there is nothing to change.');
        asked.add(marker.rollbackId);
        try {
          await write(service, payload, marker, signal);
        } catch (error) {
          if (error instanceof AdapterError && error.code === 'CONFLICT') continue;
          throw error;
        }
        return { ...appliedTo(await serviceOf(ref, signal), payload), alreadyDone: false };
      }
      throw changedMeanwhile();
    },

    async wasApplied(ref, plan, marker, signal) {
      const payload = payloadOf(plan);
      const service = await serviceOf(ref, signal);
      const state = stateOf(service, plan, payload, marker);
      if (state === 'other') throw changedMeanwhile();
      return state === 'made' ? { ...appliedTo(service, payload), alreadyDone: true } : null;
    },

    async *observe(ref, text, signal) {
      const token = readToken(text);
      let [settled, settledSince]: [string | null, number] = [null, 0];
      let waitingSince: number | null = null;
      for (let last = ''; ; await pause(pollMs, signal)) {
        const { service, tasks } = await look(ref, signal);
        const judged = judge(service, tasks, token);
        const health: Health = judged.health;
        const nowMs = monotonicMs();
        if (judged.settled === null || judged.settled !== settled) [settled, settledSince] = [judged.settled, nowMs];
        waitingSince = judged.waiting ? (waitingSince ?? nowMs) : null;
        if (keyOf(service.Spec) !== token.key) {
          if (!isRollingBack(service.UpdateStatus?.State)) throw changedMeanwhile();
          health.phase = 'failed';
          health.reasons.push({
            code: 'OTHER',
            message: 'The engine put back the version before, by the update policy of the service.',
            subject: ref.name,
          });
        } else if (settled !== null && health.phase === 'progressing' && nowMs - settledSince >= monitorMs(service)) {
          health.phase = 'healthy';
        } else if (waitingSince !== null && nowMs - waitingSince >= unschedulableMs) {
          health.phase = 'failed';
        }
        const now = JSON.stringify(health);
        if (now !== last) yield health;
        if (health.phase !== 'progressing') return;
        last = now;
      }
    },

    async verify(ref, want, signal) {
      const { service, tasks } = await look(ref, signal);
      const desired = desiredOf(service, tasks);
      const { running, wanted, strangers } = runningOf(ref.name, tasks, want.specHash);
      const detail = `${wanted} of ${desired} tasks run the wanted version${strangers > 0 ? `, ${strangers} another` : ''}.`;
      const isServed = taskHashOf(service.Spec.TaskTemplate) === want.specHash;
      return { ok: isServed && wanted === desired && strangers === 0, running, detail };
    },
  };
}

const notFound = ({ name }: WorkloadRef) => new AdapterError('NOT_FOUND', `There is no service ${name} in this swarm.`);
const changedMeanwhile = () =>
  new AdapterError('CONFLICT', 'The service was changed by somebody else in the meantime.');

function payloadOf({ payload }: AdapterPlan): SwarmPayload {
  const { success, data } = swarmPayload.safeParse(payload);
  if (!success) throw new AdapterError('INVALID', 'This plan is not one for a swarm service.');
  return data;
}

function readToken(text: string) {
  const parsed = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue({ code: 'custom' });
        return z.NEVER;
      }
    })
    .pipe(swarmToken)
    .safeParse(text);
  if (!parsed.success) throw new AdapterError('INVALID', 'This is not where the rollback of a swarm service began.');
  return parsed.data;
}

function appliedTo({ Version }: SwarmService, { spec, after }: SwarmPayload): Pick<Applied, 'token' | 'lock'> {
  const token = { key: keyOf(spec), specHash: taskHashOf(spec.TaskTemplate), after };
  return { token: JSON.stringify(token), lock: { token: String(Version.Index) } };
}

const hasMarker = ({ Spec }: SwarmService, { rollbackId }: Marker) => Spec.Labels?.[markerLabel] === rollbackId;

/**
 * What became of a plan. A restoration by the engine has no marker, and is known by what it leaves behind: the two specs have changed
 * places, and the engine says that it rolled back.
 */
function stateOf(
  service: SwarmService,
  { from }: AdapterPlan,
  { serviceId, method, spec }: SwarmPayload,
  marker: Marker,
): 'made' | 'untouched' | 'other' {
  const { Spec, PreviousSpec, UpdateStatus } = service;
  if (service.ID !== serviceId) return 'other';
  const [current, previous] = [keyOf(Spec), PreviousSpec ? keyOf(PreviousSpec) : null];
  const target = keyOf(spec);
  if (hasMarker(service, marker) && current === target) return 'made';
  if (method === 'previous') {
    if (current === target && previous === from.key && isRollingBack(UpdateStatus?.State)) return 'made';
    return current === from.key && previous === target ? 'untouched' : 'other';
  }
  return current === from.key && !hasMarker(service, marker) ? 'untouched' : 'other';
}
