import { type Answer, applyConflict, invalid, patchRefused, staleVersion, unknownFormat } from './answers';
import type { FakeClock } from './clock';
import { comparable, type Deployment, hashLabel, type ManagedField, type Template } from './objects';
import { jsonPatched, mergePatched, PatchRefused } from './patches';

const kind = { group: 'apps', resource: 'deployments' };

/** How a change of a Deployment was asked for. `body` is parsed JSON. */
export type Change = { type: string; body: unknown; manager: string; force: boolean };

/** What a change makes of a Deployment, or the refusal of it. Stores nothing. */
export function changed(
  before: Deployment,
  change: Change,
  clock: FakeClock,
): { after: Deployment } | { refusal: Answer } {
  const { name } = before.metadata;
  const isApply = change.type === 'application/apply-patch+yaml';
  let after: Deployment;
  try {
    const patched = applyBody(before, change);
    if (!patched) return { refusal: unknownFormat() };
    after = { ...patched, spec: { ...patched.spec, template: withTemplateDefaults(patched.spec.template) } };
  } catch (error) {
    if (error instanceof PatchRefused) return { refusal: patchRefused() };
    throw error;
  }
  const asked = (change.body as { metadata?: { resourceVersion?: string } } | null)?.metadata?.resourceVersion;
  if (asked !== undefined && asked !== before.metadata.resourceVersion) return { refusal: staleVersion(kind, name) };
  const problem = problemOf(after);
  if (problem) return { refusal: invalid(name, ...problem) };
  const hasNewTemplate = comparable(before.spec.template) !== comparable(after.spec.template);
  if (isApply && hasNewTemplate && !change.force) {
    const owners = templateOwners(before).filter((manager) => manager !== change.manager);
    if (owners.length > 0)
      return { refusal: applyConflict(owners, '.spec.template.spec.containers[name="app"].image') };
  }
  // Annotations move the generation too (strategy of apps/v1 Deployments).
  const moves =
    JSON.stringify(before.spec) !== JSON.stringify(after.spec) ||
    JSON.stringify(before.metadata.annotations) !== JSON.stringify(after.metadata.annotations);
  const { uid, resourceVersion, creationTimestamp, generation = 1, managedFields } = before.metadata;
  const metadata: Deployment['metadata'] = {
    ...after.metadata,
    uid,
    resourceVersion,
    creationTimestamp,
    generation: moves ? generation + 1 : generation,
  };
  if (moves) metadata.managedFields = withManager(managedFields ?? [], change, isApply, hasNewTemplate, clock);
  return { after: { ...after, metadata, status: before.status } };
}

/** Who set the template: the managers whose fields have it. */
function templateOwners({ metadata }: Deployment): string[] {
  return (metadata.managedFields ?? []).filter(({ fieldsV1 }) => 'f:spec' in fieldsV1).map(({ manager }) => manager);
}

/** A Deployment as the server completes it when it is created. */
export function withDefaults(sent: Deployment): Deployment {
  const spec = { ...sent.spec };
  return {
    ...sent,
    metadata: { ...sent.metadata, generation: 1 },
    spec: {
      ...spec,
      template: withTemplateDefaults(spec.template),
      replicas: spec.replicas ?? 1,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
    },
    status: {},
  };
}

/** A template as the server keeps it: decoded into its types, with the defaults of 1.36, so that two ways to say the same are one. */
function withTemplateDefaults(template: Template): Template {
  const { creationTimestamp: _never, ...metadata } = template.metadata ?? {};
  const containers = (template.spec?.containers ?? []).map((container) => ({
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: /:latest$|^[^:]*$/.test(container.image) ? 'Always' : 'IfNotPresent',
    ...container,
  }));
  const defaults = { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst' };
  return { metadata, spec: { ...defaults, schedulerName: 'default-scheduler', ...template.spec, containers } };
}

/** The entry of `managedFields` that a change leaves. */
export function withManager(
  fields: ManagedField[],
  { manager }: Pick<Change, 'manager'>,
  isApply: boolean,
  ownsTemplate: boolean,
  clock: FakeClock,
): ManagedField[] {
  const operation = isApply ? ('Apply' as const) : ('Update' as const);
  const own = fields.find((field) => field.manager === manager && field.operation === operation);
  const spec = ownsTemplate ? { 'f:spec': { 'f:template': {} } } : {};
  // The one who changes a value takes it from those who had it.
  const others = fields
    .filter((field) => field !== own)
    .map((field) => (ownsTemplate && !isApply ? { ...field, fieldsV1: withoutSpec(field.fieldsV1) } : field));
  const entry: ManagedField = {
    manager,
    operation,
    apiVersion: 'apps/v1',
    time: clock.stamp(),
    fieldsType: 'FieldsV1',
    fieldsV1: { ...own?.fieldsV1, ...spec },
  };
  return [...others, entry];
}

function withoutSpec({ 'f:spec': _spec, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

function applyBody(before: Deployment, { type, body }: Change): Deployment | null {
  switch (type) {
    case 'application/json-patch+json':
      return jsonPatched(before, body as Parameters<typeof jsonPatched>[1]);
    case 'application/merge-patch+json':
      return mergePatched(before, body, false);
    case 'application/strategic-merge-patch+json':
    case 'application/apply-patch+yaml':
      return mergePatched(before, body, true);
    case 'application/json':
      return body as Deployment;
    default:
      return null;
  }
}

function problemOf({ spec }: Deployment): [field: string, message: string] | null {
  const containers = spec?.template?.spec?.containers ?? [];
  if (containers.length === 0) return ['spec.template.spec.containers', 'Required value'];
  const bare = containers.findIndex(({ image }) => !image);
  if (bare >= 0) return [`spec.template.spec.containers[${bare}].image`, 'Required value'];
  const labels = spec.template.metadata?.labels ?? {};
  const isSelected = Object.entries(spec.selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  if (!isSelected || hashLabel in (spec.selector.matchLabels ?? {}))
    return ['spec.template.metadata.labels', '`selector` does not match template `labels`'];
  return null;
}
