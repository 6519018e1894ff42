import { z } from 'zod';
import { teamSlugOf } from '@/lib/catalog/model';
import { environmentName, teamName } from '@/lib/catalog/schema';
import { externalId, httpUrl, instant, serviceSlug, text } from '@/lib/core/fields';
import { pageFields, repeatable } from '@/lib/core/paging';

export const deploymentStatuses = ['queued', 'in_progress', 'succeeded', 'failed', 'rolled_back', 'cancelled'] as const;
export type DeploymentStatus = (typeof deploymentStatuses)[number];
const deploymentStrategies = ['rolling', 'blue_green', 'canary', 'recreate'] as const;
export type DeploymentStrategy = (typeof deploymentStrategies)[number];
const authorKinds = ['human', 'bot'] as const;
export type AuthorKind = (typeof authorKinds)[number];

const finalStatuses: readonly DeploymentStatus[] = ['succeeded', 'failed', 'rolled_back', 'cancelled'];

/** A commit id: 1 to 64 visible characters. */
export const sha = text(64).regex(/^\S+$/, 'Use 1 to 64 characters without spaces.');

/** One commit or merged pull request, as parsed. Absent fields leave what is known. */
export type ChangeReport = {
  sha: string;
  committedAt: Date;
  mergedAt: Date | null;
  title: string | null;
  author: string | null;
  authorKind: AuthorKind | null;
  url: string | null;
};

const changeFields = {
  sha,
  committed_at: instant,
  merged_at: instant.nullish().describe('When its pull request was merged'),
  title: text(500).nullish(),
  author: text(255).nullish(),
  author_kind: z.enum(authorKinds).nullish(),
  url: httpUrl.nullish(),
};

type ChangeBody = z.output<z.ZodObject<typeof changeFields>>;

function toChange(body: ChangeBody): ChangeReport {
  return {
    sha: body.sha,
    committedAt: body.committed_at,
    mergedAt: body.merged_at ?? null,
    title: body.title ?? null,
    author: body.author ?? null,
    authorKind: body.author_kind ?? null,
    url: body.url ?? null,
  };
}

/** Body of POST /api/v1/changes. */
export const changeBody = z
  .strictObject({ service: serviceSlug, ...changeFields })
  .transform((body) => ({ service: body.service, change: toChange(body) }));
export type ServiceChange = z.output<typeof changeBody>;

/** What one report said of a deployment, beyond its identity; absent means that it did not say. */
export type Said = {
  startedAt?: Date;
  finishedAt?: Date;
  version?: string;
  commit?: string;
  repository?: string;
  /** Slug of the team. */
  team?: string;
  actor?: string;
  strategy?: DeploymentStrategy;
  isRollback?: boolean;
  isHotfix?: boolean;
  rollbackOf?: string;
  url?: string;
};

/** One report of a deployment, as parsed from any transport. */
export type DeploymentReport = {
  id: string;
  service: string;
  environment: string;
  status: DeploymentStatus;
  said: Said;
  /** The team as it was written, for the day it comes into being. */
  teamName?: string;
  changes: ChangeReport[];
};

/** Body of POST /api/v1/deployments (api.md, Ingest). `null` is the same as absent. */
export const deploymentBody = z
  .strictObject({
    id: externalId.describe(
      'Yours; the same id from the same key is the same deployment. One per attempt and environment: a re-run is another',
    ),
    service: serviceSlug,
    environment: environmentName,
    status: z.enum(deploymentStatuses),
    started_at: instant.nullish(),
    finished_at: instant.nullish().describe('Required when the status is final'),
    version: text(255).nullish(),
    commit: sha.nullish(),
    repository: text(255).nullish(),
    team: teamName.nullish(),
    actor: text(255).nullish(),
    strategy: z.enum(deploymentStrategies).nullish(),
    is_rollback: z.boolean().nullish(),
    is_hotfix: z.boolean().nullish(),
    rollback_of: externalId.nullish().describe('Id of the deployment that this one undoes'),
    url: httpUrl.nullish(),
    changes: z
      .array(z.strictObject(changeFields))
      .max(1000, 'Send at most 1,000 changes with one deployment.')
      .nullish(),
  })
  .superRefine((body, context) => {
    if (finalStatuses.includes(body.status) && !body.finished_at) {
      context.addIssue({
        code: 'custom',
        path: ['finished_at'],
        message: `A deployment that is ${body.status} needs finished_at.`,
      });
    }
    if (body.started_at && body.finished_at && body.finished_at < body.started_at) {
      context.addIssue({
        code: 'custom',
        path: ['finished_at'],
        message: 'It finished before it started. Check the two times.',
      });
    }
  })
  .transform((body): DeploymentReport => {
    const said: Said = {};
    if (body.started_at) said.startedAt = body.started_at;
    if (body.finished_at) said.finishedAt = body.finished_at;
    if (body.version) said.version = body.version;
    if (body.commit) said.commit = body.commit;
    if (body.repository) said.repository = body.repository;
    if (body.team) said.team = teamSlugOf(body.team);
    if (body.actor) said.actor = body.actor;
    if (body.strategy) said.strategy = body.strategy;
    if (typeof body.is_rollback === 'boolean') said.isRollback = body.is_rollback;
    if (typeof body.is_hotfix === 'boolean') said.isHotfix = body.is_hotfix;
    if (body.rollback_of) said.rollbackOf = body.rollback_of;
    if (body.url) said.url = body.url;
    return {
      id: body.id,
      service: body.service,
      environment: body.environment,
      status: body.status,
      said,
      ...(body.team ? { teamName: body.team } : {}),
      changes: (body.changes ?? []).map(toChange),
    };
  });

const timestamp = z.iso.datetime();

export const changeAnswer = z.object({
  service: serviceSlug,
  sha: z.string(),
  committed_at: timestamp,
  merged_at: timestamp.nullable(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  author_kind: z.enum(authorKinds),
  url: z.string().nullable(),
});
export type ChangeAnswer = z.infer<typeof changeAnswer>;

export const deploymentAnswer = z.object({
  id: z.string(),
  service: serviceSlug,
  environment: z.string(),
  status: z.enum(deploymentStatuses),
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  repository: z.string().nullable(),
  team: z.string().nullable().describe('Slug of the team that it named'),
  actor: z.string().nullable(),
  strategy: z.enum(deploymentStrategies).nullable(),
  is_rollback: z.boolean(),
  is_hotfix: z.boolean(),
  rollback_of: z.string().nullable(),
  source: z.string().describe('Name of the key that reported it'),
  source_url: z.string().nullable().describe('The `url` that was reported'),
  received_at: timestamp,
  url: z.url().describe('Its page'),
});
export type DeploymentAnswer = z.infer<typeof deploymentAnswer>;

export const deploymentDetail = deploymentAnswer.extend({
  changes: z.array(changeAnswer).describe('At most 1,000, oldest first'),
  incidents: z.array(z.object({ key: z.string(), title: z.string(), link: z.enum(['caused', 'fixed']) })),
});
export type DeploymentDetail = z.infer<typeof deploymentDetail>;

const timeRange = {
  from: instant.optional().describe('Finished (else started, else received) at or after'),
  to: instant.optional().describe('… and before'),
};

export const deploymentsQuery = z.strictObject({
  service: repeatable(serviceSlug).optional(),
  environment: repeatable(environmentName).optional(),
  status: repeatable(z.enum(deploymentStatuses)).optional(),
  ...timeRange,
  ...pageFields,
});
export type DeploymentsQuery = z.output<typeof deploymentsQuery>;

export const changesQuery = z.strictObject({ service: repeatable(serviceSlug).optional(), ...pageFields });
export type ChangesQuery = z.output<typeof changesQuery>;
