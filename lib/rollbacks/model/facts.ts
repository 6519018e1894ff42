import type { Revision } from '@/lib/clusters/adapter';
import { tagOf } from '@/lib/clusters/model/suggest';
import type { RevisionRecord } from '@/lib/clusters/queries/revisions';
import type { Knowledge, RevisionChoice, SideAnswer } from '../schema';
import { chooseTarget, type KnownRevision, knowledgeOf } from './choose';
import { deploymentsOf, type ReportedDeployment, servedSeconds } from './match';

/** A revision of the cluster with the deployment that brought it, and what is known of it. */
export type RevisionFacts = KnownRevision & { revision: Revision; deployment: ReportedDeployment | null };

/**
 * What our own records say of each revision: how long we saw it healthy, or how long it served by the reports of its deployment; whether
 * an incident names it, whether it was left or failed. `records`: what the cluster watcher saw.
 */
export function factsOf(
  revisions: Revision[],
  records: RevisionRecord[],
  deployments: ReportedDeployment[],
  now: Date,
): RevisionFacts[] {
  return revisions.map((revision) => {
    const record = records.find(({ key }) => key === revision.key);
    const mine = deploymentsOf(revision.images, deployments);
    const own = mine.filter(({ isRollback }) => !isRollback);
    const [newest] = own;
    const served = mine.map((each) => servedSeconds(each, now));
    const watched = [...(record ? [record.healthySeconds] : []), ...served];
    return {
      revision,
      deployment: newest ?? null,
      key: revision.key,
      specHash: revision.specHash,
      current: revision.current,
      lastRanAt: record?.lastCurrentAt ?? revision.createdAt ?? newest?.finishedAt ?? null,
      healthySeconds: watched.length > 0 ? Math.max(...watched) : null,
      causedIncident: mine.some(({ causedIncident }) => causedIncident),
      rolledBackFrom: (record !== undefined && record.rolledBackAt !== null) || newest?.status === 'rolled_back',
      failed: newest?.status === 'failed',
    };
  });
}

const minutes = (seconds: number) => `${Math.floor(seconds / 60)} min`;

function why(
  { causedIncident, rolledBackFrom, failed, healthySeconds, current }: RevisionFacts,
  known: Knowledge,
): string {
  if (causedIncident) return 'An incident names it as its cause';
  if (rolledBackFrom) return 'It was rolled back before';
  if (failed) return 'Its deployment failed';
  if (known === 'good' && healthySeconds !== null)
    return `Healthy for ${minutes(healthySeconds)}, and no incident names it`;
  if (current) return 'It runs now, and no incident names it yet';
  return healthySeconds === null ? 'Nobody watched it' : `Watched for ${minutes(healthySeconds)} only`;
}

/** One side of a plan, as it is shown. */
export function sideOf(facts: RevisionFacts, known: Knowledge): SideAnswer {
  const { revision, deployment } = facts;
  const tag = revision.images.map(({ image }) => tagOf(image)).find((each) => each !== null) ?? null;
  return {
    key: revision.key,
    number: revision.number ?? null,
    version: deployment?.version ?? tag,
    images: revision.images,
    known,
    why: why(facts, known),
    created_at: revision.createdAt?.toISOString() ?? null,
    deployment: deployment ? { key: deployment.id, id: deployment.externalId } : null,
  };
}

/** Every revision as it can be chosen, what ran last first; where nobody knows when, the order of the cluster decides. */
export function choicesOf(facts: RevisionFacts[]): RevisionChoice[] {
  return facts
    .toSorted((a, b) => (b.lastRanAt?.getTime() ?? 0) - (a.lastRanAt?.getTime() ?? 0))
    .map((each) => {
      const choice = chooseTarget(facts, { key: each.key });
      const known = choice.ok ? choice.known : knowledgeOf(each);
      return { ...sideOf(each, known), current: each.current, ranAt: each.lastRanAt?.toISOString() ?? null };
    });
}
