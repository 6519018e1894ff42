import { z } from 'zod';

/** What the adapter reads of the Engine API's answers (1.41). All else in them is kept as it came: a spec is written back whole. */

export const swarmSpec = z.looseObject({
  Name: z.string(),
  Labels: z.record(z.string(), z.string()).nullish(),
  TaskTemplate: z.looseObject({
    ContainerSpec: z.looseObject({ Image: z.string(), Healthcheck: z.looseObject({}).nullish() }),
    RestartPolicy: z.looseObject({ Condition: z.string().nullish() }).nullish(),
  }),
  Mode: z.looseObject({
    Replicated: z.looseObject({ Replicas: z.number().int().nullish() }).nullish(),
    Global: z.looseObject({}).nullish(),
  }),
  UpdateConfig: z.looseObject({ Monitor: z.number().nullish(), FailureAction: z.string().nullish() }).nullish(),
  RollbackConfig: z.looseObject({ Monitor: z.number().nullish() }).nullish(),
});
export type SwarmSpec = z.infer<typeof swarmSpec>;

export const swarmService = z.looseObject({
  ID: z.string().min(1),
  Version: z.looseObject({ Index: z.number().int() }),
  Spec: swarmSpec,
  PreviousSpec: swarmSpec.nullish(),
  UpdateStatus: z.looseObject({ State: z.string().nullish(), Message: z.string().nullish() }).nullish(),
});
export type SwarmService = z.infer<typeof swarmService>;

/** A service among others: jobs and plug-ins have other specs. */
export const listedService = z.looseObject({
  Spec: z.unknown(),
  UpdateStatus: swarmService.shape.UpdateStatus,
  ServiceStatus: z.looseObject({ RunningTasks: z.number().int(), DesiredTasks: z.number().int() }).nullish(),
});

export const swarmTask = z.looseObject({
  ID: z.string(),
  CreatedAt: z.coerce.date(),
  Slot: z.number().int().nullish(),
  NodeID: z.string().nullish(),
  DesiredState: z.string(),
  Spec: swarmSpec.shape.TaskTemplate,
  Status: z.looseObject({ State: z.string(), Err: z.string().nullish() }),
});
export type SwarmTask = z.infer<typeof swarmTask>;

/** What a plan carries to its execution. Holds the target's whole spec, with its secrets. */
export const swarmPayload = z.strictObject({
  serviceId: z.string(),
  /** 'previous' lets the engine restore the spec it kept, by the service's own RollbackConfig; 'spec' writes ours. */
  method: z.enum(['previous', 'spec']),
  spec: swarmSpec,
  /** Tasks made later than this are of this rollback: the newest task at the time of the plan. */
  after: z.iso.datetime(),
});
export type SwarmPayload = z.infer<typeof swarmPayload>;

/** Where observation begins, as text: what should run, and since when its tasks count. */
export const swarmToken = z.strictObject({ key: z.string(), specHash: z.string(), after: z.iso.datetime() });
export type SwarmToken = z.infer<typeof swarmToken>;
