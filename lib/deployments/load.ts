import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, ValidationError } from '@/lib/core/errors';
import { pageFields, repeatable } from '@/lib/core/paging';
import { now } from '@/lib/core/time';
import { type PageQuery, readSearch, type Search } from '@/lib/metrics/load/page-query';
import { readWindow, type Window } from '@/lib/metrics/model/window';
import { metricsQuery } from '@/lib/metrics/schema';
import { saidFromJson } from './model';
import { type CountingFacts, leadSecondsOf, type Verdict, verdictsOf } from './model/verdict';
import { listDeployments } from './queries';
import { readListedFacts } from './queries/listed-facts';
import { type DeploymentRecord, readDeploymentRecord } from './queries/record';
import { type DeploymentAnswer, type DeploymentStatus, deploymentStatuses } from './schema';

/** A deployment as lists show it; `href` is the path of its page, `caused` and `fixed` are keys of incidents. */
export type ListedDeployment = DeploymentAnswer & { href: string; changes: number; caused: string[]; fixed: string[] };

function requireReader(actor: UserActor): void {
  if (!can(actor, 'deployment:read'))
    throw new ForbiddenError('Ask an administrator for a role that sees deployments.');
}

const keyOf = ({ url }: DeploymentAnswer) => Number(url.slice(url.lastIndexOf('/') + 1));

async function withFacts(items: DeploymentAnswer[]): Promise<ListedDeployment[]> {
  const facts = new Map((await readListedFacts(items.map(keyOf))).map((row) => [row.key, row]));
  return items.map((item) => {
    const { changes = 0, caused = [], fixed = [] } = facts.get(keyOf(item)) ?? {};
    return { ...item, href: new URL(item.url).pathname, changes, caused, fixed };
  });
}

/** The newest deployments, of some services or of all. */
export async function loadLatestDeployments(
  actor: UserActor,
  limit: number,
  service: string[] = [],
): Promise<ListedDeployment[]> {
  requireReader(actor);
  const { items } = await listDeployments({ limit, ...(service.length > 0 ? { service } : {}) });
  return withFacts(items);
}

/** What the address of the list of deployments may say: its API's filters, with the windows of pages. */
const listQuery = metricsQuery
  .pick({ from: true, to: true, range: true, tz: true, service: true, environment: true })
  .extend({
    status: repeatable(z.enum(deploymentStatuses)).optional(),
    ...pageFields,
  });

export type DeploymentsView = {
  items: ListedDeployment[];
  nextCursor: string | null;
  ignored: string[];
  window: Pick<Window, 'days' | 'tz'> & { from: string; to: string };
};

/** A page of the list of deployments; filters that make no sense are left out and named. */
export async function loadDeployments(actor: UserActor, search: Search): Promise<DeploymentsView> {
  requireReader(actor);
  const read = async ({ query, ignored }: PageQuery<z.output<typeof listQuery>>): Promise<DeploymentsView> => {
    const { range: _range, tz: _tz, ...filters } = query;
    const { from, to, days, tz } = readWindow(query, now());
    const { items, next_cursor } = await listDeployments({ ...filters, from, to });
    return {
      items: await withFacts(items),
      nextCursor: next_cursor,
      ignored,
      window: { from: from.toISOString(), to: to.toISOString(), days, tz },
    };
  };
  const page = readSearch(listQuery, search);
  try {
    return await read(page);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const { from: _from, to: _to, cursor: _cursor, ...query } = page.query;
    return read({ query, ignored: [...page.ignored, error.path.slice(1)] });
  }
}

/** What one status said of a deployment, and when that was; `at` is null when the report gave no time. */
export type StatusStep = { status: DeploymentStatus; at: string | null; said: [field: string, value: string][] };

export type DeploymentView = Omit<DeploymentRecord, 'reports' | 'changes'> & {
  steps: StatusStep[];
  verdicts: Record<'handbook' | 'dora', Verdict[]>;
  /** `leadSeconds`: what it adds to lead time with this deployment, by the handbook; null when nothing. */
  changes: (DeploymentRecord['changes'][number] & { leadSeconds: number | null; reason: string | null })[];
};

/** The page of one deployment by its number; null when there is none. */
export async function loadDeployment(actor: UserActor, key: string): Promise<DeploymentView | null> {
  requireReader(actor);
  const record = /^\d{1,15}$/.test(key) ? await readDeploymentRecord(Number(key)) : null;
  if (!record) return null;
  const { deployment, incidents } = record;
  const counted = (link: 'caused' | 'fixed') =>
    incidents.flatMap((incident) => (incident.link === link && incident.counts ? [incident.key] : []));
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
    steps: stepsOf(record),
    verdicts: { handbook: verdictsOf(facts, 'handbook'), dora: verdictsOf(facts, 'dora') },
    changes: record.changes.map((change) => ({
      ...change,
      leadSeconds: leadSecondsOf(change, 'handbook'),
      reason: reasonOf(change),
    })),
  };
}

function reasonOf({ isFirst, isBaseline, mergeSeconds, first }: DeploymentRecord['changes'][number]): string | null {
  if (!first) return 'not in production yet';
  if (!isFirst) return 'in production before';
  if (isBaseline) return 'came with the first deployment ever seen here';
  return mergeSeconds !== null && mergeSeconds < 0 ? 'two clocks disagree' : null;
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
