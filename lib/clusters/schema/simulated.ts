import { z } from 'zod';
import { text } from '@/lib/core/fields';
import { type Owner, workloadKinds } from '../adapter';

/** What a simulated cluster is made of: one JSON document. Times are milliseconds since 1970; all that moves is computed from them. */

const tools = ['argocd', 'flux', 'helm', 'cloudformation', 'terraform'] as const satisfies Owner['tool'][];
const epochMs = z.int().nonnegative();
const spanMs = z.int().nonnegative();

const workloadRef = z.strictObject({ kind: z.enum(workloadKinds), namespace: text(255).nullable(), name: text(255) });

/** What a pod of a revision does, counted from its own start. */
export const simulatedBehaviour = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('healthy'), afterMs: spanMs }),
  z.strictObject({ kind: z.literal('never-ready') }),
  /** Ready soon after its start, if it lives that long; it ends after `afterMs` and does not come back. */
  z.strictObject({ kind: z.literal('crash-loop'), afterMs: spanMs }),
  z.strictObject({ kind: z.literal('image-missing') }),
]);

export const simulatedRevision = z.strictObject({
  key: text(255),
  images: z.array(z.strictObject({ container: text(255), image: text(500), digest: text(200).exactOptional() })).min(1),
  behaviour: simulatedBehaviour,
  createdAtMs: epochMs,
  changeCause: text(500).exactOptional(),
});
export type SimulatedRevision = z.infer<typeof simulatedRevision>;

const simulatedPod = z.strictObject({ key: text(255), startedAtMs: epochMs });
export type SimulatedPod = z.infer<typeof simulatedPod>;

export const simulatedWorkload = z.strictObject({
  ref: workloadRef,
  desired: z.int().min(0).max(1000),
  /** In the order in which they last came into use: the current one is the last. */
  revisions: z.array(simulatedRevision.extend({ number: z.int().positive() })).min(1),
  /** The last change of what runs. `pods`: what ran when it came, so that a change in the midst of another one is no exception. */
  rollout: z.strictObject({
    generation: z.int().positive(),
    atMs: epochMs,
    pods: z.array(simulatedPod),
    marker: z.strictObject({ rollbackId: text(255), actor: text(255), reason: text(2000) }).nullable(),
  }),
  paused: z.boolean(),
  hasHealthCheck: z.boolean(),
  /** `revertsAfterMs`: it puts its own version back that long after somebody else's change; null: it only owns. */
  ownedBy: z
    .strictObject({ tool: z.enum(tools), detail: text(500), wantsKey: text(255), revertsAfterMs: spanMs.nullable() })
    .nullable(),
  autoscaler: z.strictObject({ min: z.int().nonnegative(), max: z.int().positive() }).nullable(),
});
export type SimulatedWorkload = z.infer<typeof simulatedWorkload>;

/**
 * What goes wrong on purpose. `hang`: no call is answered; `hang-after-applying`, `lose-answer`: a rollback is made, and its answer does
 * not come, or the connection breaks; `lie-in-status`: a rollout reports that it is done, whatever its pods do.
 */
export const simulatedFaults = ['hang', 'hang-after-applying', 'lose-answer', 'lie-in-status'] as const;
export type SimulatedFault = (typeof simulatedFaults)[number];

export const simulatedState = z.strictObject({
  workloads: z.array(simulatedWorkload),
  faults: z.array(z.enum(simulatedFaults)),
});
export type SimulatedState = z.infer<typeof simulatedState>;
