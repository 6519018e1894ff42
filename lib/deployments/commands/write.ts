import type { Catalog } from '@/lib/catalog/commands/ensure';
import { ensureCatalog, readCatalog } from '@/lib/catalog/commands/ensure';
import { updateServices } from '@/lib/catalog/commands/service-facts';
import { type AppError, ConflictError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { areNamed, lockLinksShared, resolveLinks } from '@/lib/incidents/commands/links';
import { type CountedAt, markRollups } from '@/lib/metrics/commands';
import { deploymentTimeProblem, statusOf, takeReport, type Verdict } from '../model';
import type { DeploymentReport, DeploymentStatus } from '../schema';
import { carryChanges } from './carry';
import { type DeploymentRow, type Draft, insertRows, isChanged, lockDeployments, toRow, updateRows } from './rows';

export type DeploymentOutcome =
  | { ok: true; id: string; deploymentId: number; status: DeploymentStatus; created: boolean; duplicate: boolean }
  | { ok: false; error: AppError };

/** A report on its way: the draft that it went into and what it did there, or why it was refused. */
type Step = { report: DeploymentReport } & ({ draft: Draft; verdict: Verdict; first: boolean } | { error: AppError });

type Accepted = Extract<Step, { draft: Draft }>;

const isFinished = (status: DeploymentStatus | null) => status === 'failed' || hasReached(status);
/** metrics.md: a rolled-back deployment served traffic; a failed one may never have. */
const hasReached = (status: DeploymentStatus | null) => status === 'succeeded' || status === 'rolled_back';

/**
 * Writes reports of one source, set by set: a handful of statements whatever their number. One outcome per report, in order; a
 * report that cannot be accepted is refused alone and leaves nothing. Locks in this order: deployments by id, services and
 * teams by name, changes by (service, sha), service rows, incidents.
 */
export async function writeDeployments(
  tx: Tx,
  sourceId: number,
  reports: DeploymentReport[],
  now: Date,
): Promise<DeploymentOutcome[]> {
  const [, { steps, rows, ids, catalog }] = await Promise.all([
    lockLinksShared(
      tx,
      reports.map((report) => report.id),
    ),
    writeRows(tx, sourceId, reports, now),
  ]);
  const accepted = [...steps.values()].filter((step): step is Accepted => 'draft' in step);
  const carried = accepted
    .filter(({ verdict, report }) => verdict !== 'contradiction' && report.changes.length > 0)
    .map(({ report, draft }) => ({
      report,
      hasReached: hasReached(statusOf(draft.reports)),
      serviceId: catalog.services.get(report.service)?.id ?? 0,
      deploymentId: ids.get(report.id) ?? 0,
    }));
  const moved = rows.flatMap(({ draft: { stored }, status }) =>
    stored && (hasReached(status) || hasReached(statusOf(stored.reports))) ? [stored.id] : [],
  );
  const inserted = rows.filter((row) => !row.draft.stored).map((row) => row.draft.externalId);
  const [news, isNamed] = await Promise.all([carryChanges(tx, carried, moved, now), areNamed(tx, inserted)]);
  await settle(tx, rows, news.marks, catalog, isNamed ? inserted : []);
  return reports.map((report) => {
    const step = steps.get(report);
    if (!step) throw new Error('a report without an outcome');
    if ('error' in step) return { ok: false, error: step.error };
    const { draft, verdict, first } = step;
    const status = statusOf(draft.reports) ?? report.status;
    const duplicate =
      verdict === 'late' || verdict === 'contradiction' || (verdict === 'same' && !news.from.has(report));
    return { ok: true, id: report.id, deploymentId: ids.get(report.id) ?? 0, status, created: first, duplicate };
  });
}

type Written = {
  steps: Map<DeploymentReport, Step>;
  rows: DeploymentRow[];
  ids: Map<string, number>;
  catalog: Catalog;
};

/** Folds the reports into their deployments and writes those that changed. */
async function writeRows(tx: Tx, sourceId: number, reports: DeploymentReport[], now: Date): Promise<Written> {
  const [drafts, seen] = await Promise.all([
    lockDeployments(tx, sourceId, [...new Set(reports.map((report) => report.id))]),
    readCatalog(tx, {
      services: unique(reports.map((report) => report.service)),
      environments: unique(reports.map((report) => report.environment)),
      teams: unique(reports.map((report) => report.said.team)),
    }),
  ]);
  const steps = new Map(reports.map((report) => [report, takeStep(drafts, report, now)]));
  const accepted = [...steps.values()].filter((step): step is Accepted => 'draft' in step);
  const used = [...new Set(accepted.map((step) => step.draft))];
  const catalog = await ensureCatalog(tx, namesOf(accepted), seen);
  const rows = used.filter(isChanged).map((draft) => toRow(draft, catalog, now));
  const ids = new Map(used.flatMap((draft) => (draft.stored ? [[draft.externalId, draft.stored.id]] : [])));
  const fresh = rows.filter((row) => !row.draft.stored);
  const stale = rows.filter((row) => row.draft.stored);
  if (fresh.length > 0)
    for (const [externalId, id] of await insertRows(tx, sourceId, fresh, now)) ids.set(externalId, id);
  if (stale.length > 0) await updateRows(tx, stale, now);
  const lost = new Set(fresh.filter((row) => !ids.has(row.draft.externalId)).map((row) => row.draft));
  if (lost.size === 0) return { steps, rows, ids, catalog };
  // Another transaction inserted the same ids since we looked. Their rows are committed and locked now; take these once more.
  const again = await writeRows(
    tx,
    sourceId,
    accepted.filter((step) => lost.has(step.draft)).map((step) => step.report),
    now,
  );
  return {
    steps: new Map([...steps, ...again.steps]),
    rows: [...rows.filter((row) => !lost.has(row.draft)), ...again.rows],
    ids: new Map([...ids, ...again.ids]),
    catalog: {
      services: new Map([...catalog.services, ...again.catalog.services]),
      environments: new Map([...catalog.environments, ...again.catalog.environments]),
      teams: new Map([...catalog.teams, ...again.catalog.teams]),
    },
  };
}

function takeStep(drafts: Map<string, Draft>, report: DeploymentReport, now: Date): Step {
  const problem = deploymentTimeProblem(report, now);
  if (problem) return { report, error: problem };
  const known = drafts.get(report.id);
  if (known && (known.service !== report.service || known.environment !== report.environment)) {
    return { report, error: belongsElsewhere(report, known) };
  }
  const draft = known ?? {
    externalId: report.id,
    service: report.service,
    environment: report.environment,
    reports: {},
    stored: null,
  };
  drafts.set(report.id, draft);
  const { reports, verdict } = takeReport(draft.reports, report.status, report.said);
  draft.reports = reports;
  return { report, draft, verdict, first: !known };
}

function belongsElsewhere({ id, service }: DeploymentReport, known: Draft): ConflictError {
  const path = known.service === service ? '/environment' : '/service';
  const message = `The deployment "${id}" is known as one of ${known.service} in ${known.environment}. Give this one an id of its own.`;
  return new ConflictError('id_in_use', message, path);
}

const unique = (names: (string | undefined)[]) => [...new Set(names.filter((name) => name !== undefined))];

function namesOf(steps: Accepted[]) {
  return {
    services: unique(steps.map((step) => step.report.service)),
    environments: unique(steps.map((step) => step.report.environment)),
    teams: teamNames(steps.filter((step) => step.verdict !== 'contradiction')),
  };
}

/** Teams as they were written now; one that only an earlier report named exists under its slug. */
function teamNames(steps: Accepted[]): string[] {
  const bySlug = new Map<string, string>();
  for (const { report } of steps)
    if (report.said.team && report.teamName) bySlug.set(report.said.team, report.teamName);
  for (const { draft } of steps) {
    for (const { team } of Object.values(draft.reports)) if (team && !bySlug.has(team)) bySlug.set(team, team);
  }
  return [...bySlug.values()];
}

/** What follows from written deployments: facts of their services, links of incidents that name `named`, hours to recount. */
async function settle(
  tx: Tx,
  rows: DeploymentRow[],
  marks: CountedAt[],
  catalog: Catalog,
  named: string[],
): Promise<void> {
  const hours = [...marks];
  for (const { draft, status, said, serviceId } of rows) {
    if (isFinished(status) && said.finishedAt) hours.push({ serviceId, at: said.finishedAt });
    const { stored } = draft;
    if (stored?.finishedAt && isFinished(statusOf(stored.reports)))
      hours.push({ serviceId: stored.serviceId, at: stored.finishedAt });
  }
  await updateServices(tx, catalog, rows);
  if (named.length > 0) hours.push(...(await resolveLinks(tx, named)));
  if (hours.length > 0) await markRollups(tx, hours);
}
