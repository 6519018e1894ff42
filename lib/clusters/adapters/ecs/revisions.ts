import type { Service, ServiceRevision, TaskDefinition } from '@aws-sdk/client-ecs';
import { canonicalJson } from '@/lib/core/canonical-json';
import { sha256 } from '@/lib/core/ids';
import type { AdapterPlan, ContainerImage, Owner, Revision } from '../../adapter';
import { changesBetween } from '../../adapter/changes';
import type { AskEcs } from './client';
import { definitionArnsOf, definitionsOf, deploymentsOf, type Found, revisionsOf } from './reads';

/** A version of a service: a task definition, and the digests that a deployment of it ran. */
export type EcsVersion = { revision: Revision; definition: TaskDefinition };

/** 'arn:aws:ecs:eu-central-1:1234:task-definition/shop:41' as people call it: 'shop:41'. */
export const shortName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** What a task definition runs: all of it but its name, number and history. */
function bare(definition: TaskDefinition): Partial<TaskDefinition> {
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    registeredAt: _at,
    registeredBy: _by,
    deregisteredAt: _out,
    deleteRequestedAt: _gone,
    requiresAttributes: _derived,
    compatibilities: _also,
    ...runs
  } = definition;
  return runs;
}

export function imagesOf({ containerDefinitions = [] }: TaskDefinition, ran: ServiceRevision | null): ContainerImage[] {
  return containerDefinitions.map(({ name = '', image = '' }) => {
    const pinned = image.split('@')[1];
    const digest = pinned ?? ran?.containerImages?.find(({ containerName }) => containerName === name)?.imageDigest;
    return { container: name, image: image.split('@')[0] ?? image, ...(digest ? { digest } : {}) };
  });
}

/**
 * Versions, the current one first: those that were deployed within 90 days by their last time, then the older ones of the family by
 * number. The ones that ran are there also when they can no longer be run.
 */
export async function versionsOf(ask: AskEcs, found: Found, signal: AbortSignal): Promise<EcsVersion[]> {
  const current = found.service.taskDefinition ?? '';
  const family = shortName(current).split(':')[0] ?? '';
  const deployments = await deploymentsOf(ask, found, signal);
  const targets = deployments.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
  const [ran, listed] = await Promise.all([revisionsOf(ask, targets, signal), definitionArnsOf(ask, family, signal)]);
  const ranBy = new Map(ran.map((revision) => [revision.serviceRevisionArn, revision]));
  // Newest first, as the deployments are.
  const deployed = targets.flatMap((arn) => ranBy.get(arn) ?? []);
  const arns = [...new Set([current, ...deployed.flatMap(({ taskDefinition }) => taskDefinition ?? []), ...listed])];
  const definitions = await definitionsOf(ask, arns, signal);
  return arns.flatMap((arn) => {
    const definition = definitions.get(arn);
    if (!definition) return [];
    const last = deployed.find(({ taskDefinition }) => taskDefinition === arn) ?? null;
    const createdAt = last?.createdAt ?? definition.registeredAt;
    const revision: Revision = {
      key: arn,
      number: String(definition.revision ?? ''),
      images: imagesOf(definition, last),
      current: arn === current,
      specHash: sha256(canonicalJson(bare(definition))).toString('hex'),
      source: 'cluster',
      ...(createdAt ? { createdAt } : {}),
    };
    return [{ revision, definition }];
  });
}

/** Paths whose values may be shown. Environment, commands, labels and options of logging may hold secrets. */
const shown =
  /^(cpu|memory|networkMode|taskRoleArn|executionRoleArn|family)$|^(runtimePlatform|ephemeralStorage)\.|^containerDefinitions\[[^\]]*\]\.(image|cpu|memory|memoryReservation|essential|user|workingDirectory|readonlyRootFilesystem|startTimeout|stopTimeout|portMappings\[.*|healthCheck\.(interval|timeout|retries|startPeriod))$/;

/** What differs between two task definitions, by path, without values that can hold secrets. */
export function changesOf(from: TaskDefinition, to: TaskDefinition): AdapterPlan['changes'] {
  return changesBetween(readable(from), readable(to), shown);
}

/** JSON: times as texts, no field that is not there. */
const readable = (definition: TaskDefinition): unknown => JSON.parse(JSON.stringify(bare(definition)));

/** Stacks and plans that still name another version after a rollback, by the tags that their tools leave. */
export function ownerOf({ tags = [] }: Service): Owner | null {
  const stack = tags.find(({ key }) => key === 'aws:cloudformation:stack-name');
  if (stack) return { tool: 'cloudformation', detail: `stack ${stack.value}` };
  const plan = tags.find(({ key = '', value = '' }) => /terraform/i.test(key) || /^terraform$/i.test(value));
  return plan ? { tool: 'terraform', detail: `tag ${plan.key}` } : null;
}
