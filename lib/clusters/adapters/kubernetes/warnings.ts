import type { Owner, PlanWarning } from '../../adapter';
import type { Autoscaler, Deployment, Template } from './objects';
import { imagesOf } from './revisions';

const dayMs = 86_400_000;
/** Registries are cleaned by age; what nobody pulled for so long may be gone. */
const oldImageDays = 90;

/** Which tool keeps this Deployment as it is, by what the tools write into it; undefined when none does. */
export function ownerOf({ metadata }: Deployment): Owner | undefined {
  const { labels = {}, annotations = {}, managedFields = [] } = metadata;
  const isManagedBy = (pattern: RegExp) => managedFields.some(({ manager = '' }) => pattern.test(manager));
  const tracking = annotations['argocd.argoproj.io/tracking-id'];
  // The label of an instance is Helm's, too: it says Argo CD only together with its manager.
  const instance = labels['argocd.argoproj.io/instance'] ?? labels['app.kubernetes.io/instance'];
  if (tracking !== undefined) return { tool: 'argocd', detail: `Application ${tracking.split(':')[0]}` };
  if (labels['argocd.argoproj.io/instance'] !== undefined || isManagedBy(/^argocd/))
    return { tool: 'argocd', detail: instance ? `Application ${instance}` : 'Argo CD' };
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined) return { tool: 'flux', detail: `Kustomization ${kustomization}` };
  const fluxRelease = labels['helm.toolkit.fluxcd.io/name'];
  if (fluxRelease !== undefined) return { tool: 'flux', detail: `HelmRelease ${fluxRelease}` };
  if (isManagedBy(/^(kustomize-controller|helm-controller)$/)) return { tool: 'flux', detail: 'Flux' };
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) return { tool: 'helm', detail: `Release ${release}` };
  return isManagedBy(/^helm$/) ? { tool: 'helm', detail: 'Helm' } : undefined;
}

/** The autoscaler that sets the replicas of this Deployment. */
export function autoscalerOf(
  { metadata }: Deployment,
  autoscalers: Autoscaler[],
): { min: number; max: number } | undefined {
  const found = autoscalers.find(
    ({ metadata: { namespace }, spec: { scaleTargetRef } }) =>
      namespace === metadata.namespace && scaleTargetRef.kind === 'Deployment' && scaleTargetRef.name === metadata.name,
  );
  return found && { min: found.spec.minReplicas, max: found.spec.maxReplicas };
}

/** What a person should know before this target is run again (release control guide, 2.4). */
export function warningsFor(
  deployment: Deployment,
  target: Template,
  targetCreatedAt: Date | undefined,
  autoscalers: Autoscaler[],
  now: Date,
): PlanWarning[] {
  const owner = ownerOf(deployment);
  const autoscaler = autoscalerOf(deployment, autoscalers);
  const warnings: (PlanWarning | null)[] = [
    owner ? { code: 'GITOPS_WILL_REVERT', detail: ownerWarning[owner.tool](owner.detail) } : null,
    autoscaler
      ? {
          code: 'HPA_PRESENT',
          detail: `An autoscaler sets the replicas, ${autoscaler.min} to ${autoscaler.max}. The rollback leaves them alone.`,
        }
      : null,
    deployment.spec.paused
      ? { code: 'PAUSED', detail: 'The Deployment is paused: nothing would roll out. Resume it first.' }
      : null,
    isRolling(deployment)
      ? { code: 'ROLLOUT_IN_PROGRESS', detail: 'A rollout is under way. The rollback replaces it.' }
      : null,
    imageWarning(target, targetCreatedAt, now),
    target.spec.containers.every(({ readinessProbe }) => readinessProbe === undefined)
      ? { code: 'NO_HEALTHCHECK', detail: 'No container has a readiness probe: healthy only means started.' }
      : null,
  ];
  return warnings.filter((warning) => warning !== null);
}

const ownerWarning: Record<Owner['tool'], (detail: string) => string> = {
  argocd: (detail) =>
    `Argo CD keeps this Deployment (${detail}). With automatic sync it puts the newer version back within seconds to minutes. Pause the sync, and revert in Git.`,
  flux: (detail) =>
    `Flux keeps this Deployment (${detail}) and puts the newer version back at its next reconciliation. Suspend it, and revert in Git.`,
  helm: (detail) => `Helm installed this Deployment (${detail}). Its next upgrade puts the newer version back.`,
  cloudformation: (detail) => `CloudFormation keeps this Deployment (${detail}).`,
  terraform: (detail) => `Terraform keeps this Deployment (${detail}).`,
};

/** True while the controller has not brought every replica to the present template. */
function isRolling({ metadata, spec, status }: Deployment): boolean {
  if (spec.paused) return false;
  const { observedGeneration, updatedReplicas, replicas, availableReplicas } = status;
  return (
    metadata.generation > observedGeneration ||
    updatedReplicas < spec.replicas ||
    replicas > updatedReplicas ||
    availableReplicas < updatedReplicas
  );
}

function imageWarning(target: Template, createdAt: Date | undefined, now: Date): PlanWarning | null {
  const loose = imagesOf(target).filter(({ digest }) => digest === undefined);
  const moving = loose.find(({ image }) => !/:[^/]+$/.test(image) || image.endsWith(':latest'));
  if (moving)
    return {
      code: 'IMAGE_MAYBE_GONE',
      detail: `${moving.image} names no fixed version: by now it may be another image.`,
    };
  const days = createdAt ? Math.floor((now.getTime() - createdAt.getTime()) / dayMs) : 0;
  const [first] = loose;
  if (!first || days < oldImageDays) return null;
  return {
    code: 'IMAGE_MAYBE_GONE',
    detail: `${first.image} was first used ${days} days ago: the registry may have removed it.`,
  };
}
