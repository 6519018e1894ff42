import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { teamSlugOf } from '@/lib/catalog/model';
import { readTeams } from '@/lib/catalog/queries/page-facts';
import { ForbiddenError } from '@/lib/core/errors';
import { type PageQuery, readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { pageFields, repeatable } from '@/lib/core/paging';
import { now } from '@/lib/core/time';
import { readWindow, type Window } from '@/lib/metrics/model/window';
import { type DefinitionId, metricsQuery } from '@/lib/metrics/schema';
import { saidFromJson } from './model';
import { type CountingFacts, type Verdict, verdictsOf, whyNoLead } from './model/verdict';
import { browseDeployments, listDeployments } from './queries';
import { readListedFacts } from './queries/listed-facts';
import { type DeploymentRecord, readDeploymentRecord } from './queries/record';
import { type DeploymentAnswer, type DeploymentStatus, deploymentStatuses } from './schema';

/** A deployment as lists show it; `href` is the path of its page, `caused` and `fixed` are keys of incidents. */
export type ListedDeployment = DeploymentAnswer & { href: string; changes: number; caused: string[]; fixed: string[] };

function requireReader(actor: UserActor): void {
  if (!can(actor, 'deployment:read'))
    throw new ForbiddenError('Ask an administrator for a role that sees deployments.');
}

const pathOf = ({ url }: DeploymentAnswer) => new URL(url).pathname;
const keyOf = ({ url }: DeploymentAnswer) => Number(url.slice(url.lastIndexOf('/') + 1));

async function withFacts(actor: UserActor, items: DeploymentAnswer[]): Promise<ListedDeployment[]> {
  const facts = new Map((await readListedFacts(actor, items.map(keyOf))).map((row) => [row.key, row]));
  return items.map((item) => {
    const { changes = 0, caused = [], fixed = [] } = facts.get(keyOf(item)) ?? {};
    return { ...item, href: pathOf(item), changes, caused, fixed };
  });
}

/** What the address of the list of deployments may say: its API's filters, with the windows and teams of pages. */
const listQuery = metricsQuery
  .pick({ from: true, to: true, range: true, tz: true, service: true, team: true, environment: true })
  .extend({
    status: repeatable(z.enum(deploymentStatuses)).optional(),
    ...pageFields,
  });
type ListQuery = z.output<typeof listQuery>;

/** The newest deployments of the services, teams and environments that an address names, whatever its window. */
export async function loadLatestDeployments(
  actor: UserActor,
  limit: number,
  search: Search,
): Promise<(DeploymentAnswer & { href: string })[]> {
  requireReader(actor);
  const { query } = readSearch(listQuery.pick({ service: true, team: true, environment: true }), search);
  const { environment } = query;
  const { items } = await listDeployments({ limit, environment, ...(await servicesIn(query)) });
  return items.map((item) => ({ ...item, href: pathOf(item) }));
}

export type DeploymentsView = {
  items: ListedDeployment[];
  newer: string | null;
  older: string | null;
  ignored: string[];
  /** True when the address narrows the list beyond its window. */
  isFiltered: boolean;
  window: Pick<Window, 'days' | 'tz'> & { from: string; to: string };
};

/** A page of the list of deployments; filters that make no sense are left out and named. */
export async function loadDeployments(actor: UserActor, search: Search): Promise<DeploymentsView> {
  requireReader(actor);
  return readTolerantly(readSearch(listQuery, search), (page) => readList(actor, page));
}

async function readList(actor: UserActor, { query, ignored }: PageQuery<ListQuery>): Promise<DeploymentsView> {
  const { range: _range, tz: _tz, team: _team, ...filters } = query;
  const { from, to, days, tz } = readWindow(query, now());
  const { items, newer, older } = await browseDeployments({ ...filters, ...(await servicesIn(query)), from, to });
  return {
    items: await withFacts(actor, items),
    newer,
    older,
    ignored,
    isFiltered: Boolean(query.service ?? query.team ?? query.environment ?? query.status),
    window: { from: from.toISOString(), to: to.toISOString(), days, tz },
  };
}

/** The services of a query; a team stands for its own (metrics.md), and one that nothing ever reported under has none. */
async function servicesIn({ service, team }: Pick<ListQuery, 'service' | 'team'>): Promise<{ service?: string[] }> {
  if (!team) return service ? { service } : {};
  const found = await Promise.all([...new Set(team.map(teamSlugOf))].map((slug) => readTeams(slug)));
  return { service: [...(service ?? []), ...found.flat().flatMap(({ services }) => services)] };
}

/** What one status said of a deployment, and when that was; `at` is null when the report gave no time. */
export type StatusStep = { status: DeploymentStatus; at: string | null; said: [field: string, value: string][] };

export type DeploymentView = Omit<DeploymentRecord, 'reports' | 'changes'> & {
  mayDelete: boolean;
  steps: StatusStep[];
  verdicts: Record<DefinitionId, Verdict[]>;
  /** `leftOut`: why it adds nothing to lead time with this deployment, by each definition; null when it does. */
  changes: (DeploymentRecord['changes'][number] & { leftOut: Record<DefinitionId, string | null> })[];
};

/** The page of one deployment by its number; null when there is none. */
export async function loadDeployment(actor: UserActor, key: string): Promise<DeploymentView | null> {
  requireReader(actor);
  const record = /^\d{1,15}$/.test(key) ? await readDeploymentRecord(actor, Number(key)) : null;
  if (!record) return null;
  const { deployment, incidents, hidden } = record;
  const counted = (link: 'caused' | 'fixed') =>
    [...incidents, ...hidden.map((each) => ({ ...each, key: 'a private incident' }))].flatMap((incident) =>
      incident.link === link && incident.counts ? [incident.key] : [],
    );
  const facts: CountingFacts = {
    status: deployment.status,
    environment: deployment.environment,
    environmentKind: record.environmentKind,
    isRollback: deployment.is_rollback,
    isHotfix: deployment.is_hotfix,
    caused: counted('caused'),
    fixed: counted('fixed'),
    changes: record.changes,
  };
  return {
    ...record,
    mayDelete: can(actor, 'deployment:delete'),
    steps: stepsOf(record),
    verdicts: { handbook: verdictsOf(facts, 'handbook'), dora: verdictsOf(facts, 'dora') },
    changes: record.changes.map((change) => ({
      ...change,
      leftOut: { handbook: whyNoLead(change, facts, 'handbook'), dora: whyNoLead(change, facts, 'dora') },
    })),
  };
}

const saidNames = {
  version: 'version',
  commit: 'commit',
  strategy: 'strategy',
  actor: 'actor',
  rollbackOf: 'rollback of',
} as const;

/** What each status reported, oldest first; one step out of the deployment itself when only one report came. */
function stepsOf({ reports, deployment }: DeploymentRecord): StatusStep[] {
  if (!reports) {
    const at = deployment.finished_at ?? deployment.started_at;
    return [{ status: deployment.status, at, said: [] }];
  }
  return deploymentStatuses.flatMap((status): StatusStep[] => {
    const report = reports[status];
    if (!report) return [];
    const said = saidFromJson(report as Record<string, unknown>);
    const isFinal = status !== 'queued' && status !== 'in_progress';
    const at = (isFinal ? said.finishedAt : said.startedAt) ?? said.startedAt ?? said.finishedAt ?? null;
    const words = Object.entries(saidNames).flatMap(([field, name]): [string, string][] => {
      const value = said[field as keyof typeof saidNames];
      return value === undefined ? [] : [[name, value]];
    });
    return [{ status, at: at?.toISOString() ?? null, said: words }];
  });
}
