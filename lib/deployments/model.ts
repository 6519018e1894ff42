import type { ValidationError } from '@/lib/core/errors';
import { timeProblem } from '@/lib/core/event-time';
import type { ChangeReport, DeploymentReport, DeploymentStatus, Said } from './schema';

/** What each status said, kept apart: folded in rank order, they give the same row in whatever order they arrived. */
export type Reports = Partial<Record<DeploymentStatus, Said>>;

const rank: Record<DeploymentStatus, number> = {
  queued: 0,
  in_progress: 1,
  cancelled: 2,
  failed: 2,
  succeeded: 2,
  rolled_back: 3,
};

const firstFinalRank = 2;

/** `changed` the deployment, said the `same` again, came `late` (below the present status), or contradicts a final status. */
export type Verdict = 'changed' | 'same' | 'late' | 'contradiction';

/** The statuses of `reports`, lowest first. */
function ordered(reports: Reports): DeploymentStatus[] {
  return (Object.keys(reports) as DeploymentStatus[]).sort((a, b) => rank[a] - rank[b]);
}

/** The status that a set of reports adds up to. */
export function statusOf(reports: Reports): DeploymentStatus | null {
  return ordered(reports).at(-1) ?? null;
}

/** One deployment out of its reports: what the higher status said wins, the lower ones fill in what it left open. */
export function fold(reports: Reports): Said {
  return Object.assign({}, ...ordered(reports).map((status) => reports[status]));
}

/** Are these two final statuses steps of one deployment? Only a deployment that succeeded can be rolled back. */
function agree(a: DeploymentStatus, b: DeploymentStatus): boolean {
  const pair = [a, b];
  return a === b || (pair.includes('succeeded') && pair.includes('rolled_back'));
}

/**
 * Takes one more report. A status only goes forward; a final one stays, but for succeeded → rolled_back (api.md, Ingest), and
 * what contradicts it is not kept. The same status again is a correction: what it says replaces what was said.
 */
export function takeReport(
  reports: Reports,
  status: DeploymentStatus,
  said: Said,
): { reports: Reports; verdict: Verdict } {
  const current = statusOf(reports);
  if (current === null) return { reports: { [status]: said }, verdict: 'changed' };
  const bothFinal = rank[status] >= firstFinalRank && rank[current] >= firstFinalRank;
  if (bothFinal && !agree(status, current)) return { reports, verdict: 'contradiction' };
  const known = reports[status];
  const same = known !== undefined && saysNothingNew(known, said);
  const next = same ? reports : { ...reports, [status]: { ...known, ...said } };
  if (rank[status] < rank[current]) return { reports: next, verdict: 'late' };
  return { reports: next, verdict: same ? 'same' : 'changed' };
}

function saysNothingNew(known: Said, said: Said): boolean {
  return Object.entries(said).every(([field, value]) => sameValue(known[field as keyof Said], value));
}

function sameValue(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

/** True when both say exactly the same. */
export function sameSaid(a: Said, b: Said): boolean {
  return saysNothingNew(a, b) && saysNothingNew(b, a);
}

/** The JSON form of what was said; times as ISO text. */
export function saidToJson(said: Said): Record<string, unknown> {
  return JSON.parse(JSON.stringify(said)) as Record<string, unknown>;
}

/** Back from the JSON that `saidToJson` made. */
export function saidFromJson(json: Record<string, unknown>): Said {
  const said = { ...json } as Said & { startedAt?: Date | string; finishedAt?: Date | string };
  if (said.startedAt) said.startedAt = new Date(said.startedAt);
  if (said.finishedAt) said.finishedAt = new Date(said.finishedAt);
  return said;
}

/** The first event time of a change that cannot be; null when all can. */
export function changeTimeProblem(change: ChangeReport, now: Date, prefix = ''): ValidationError | null {
  return (
    timeProblem(change.committedAt, `${prefix}/committed_at`, now) ??
    timeProblem(change.mergedAt, `${prefix}/merged_at`, now)
  );
}

/** The first event time of a deployment report that cannot be; null when all can. */
export function deploymentTimeProblem({ said, changes }: DeploymentReport, now: Date): ValidationError | null {
  const own = timeProblem(said.startedAt, '/started_at', now) ?? timeProblem(said.finishedAt, '/finished_at', now);
  if (own) return own;
  for (const [index, change] of changes.entries()) {
    const problem = changeTimeProblem(change, now, `/changes/${index}`);
    if (problem) return problem;
  }
  return null;
}
