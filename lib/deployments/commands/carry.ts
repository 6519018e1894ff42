import type { Tx } from '@/lib/db/transaction';
import type { DeploymentReport } from '../schema';
import { addFirstArrivals, type Mark, recountArrivals } from './arrivals';
import { changeKey, type Link, linkChanges, lockChangesOf, writeChanges } from './changes';

/** A report that lists changes, of a deployment that is written. */
export type Carried = { report: DeploymentReport; deploymentId: number; serviceId: number; hasReached: boolean };

type Mention = Link & { report: DeploymentReport; hasReached: boolean; created: boolean; altered: boolean };

/**
 * Writes the changes that reports list, links them, and brings the arrivals of all that are concerned up to date; `moved` are
 * deployments that were there before and whose status or time changed. Answers the hours whose numbers changed, and the
 * reports that brought something new.
 */
export async function carryChanges(
  tx: Tx,
  carried: Carried[],
  moved: number[],
  now: Date,
): Promise<{ marks: Mark[]; from: Set<DeploymentReport> }> {
  const named = carried.flatMap(({ report, serviceId }) => report.changes.map((change) => ({ serviceId, change })));
  const others = moved.length > 0 ? await lockChangesOf(tx, moved, named) : [];
  const written = await writeChanges(tx, named, now);
  const mentions = carried.flatMap(({ report, hasReached, serviceId, deploymentId }) =>
    report.changes.flatMap(({ sha }): Mention[] => {
      const change = written.get(changeKey(serviceId, sha));
      return change
        ? [{ report, hasReached, deploymentId, changeId: change.id, created: change.created, altered: change.altered }]
        : [];
    }),
  );
  const linked = new Set((await linkChanges(tx, mentions)).map((link) => `${link.deploymentId} ${link.changeId}`));
  const from = new Set<DeploymentReport>();
  for (const mention of mentions) {
    // Of two reports in one batch that list the same change, the first brought it.
    if (linked.delete(`${mention.deploymentId} ${mention.changeId}`) || mention.altered) from.add(mention.report);
  }
  const { first, rest } = firstMentions(mentions);
  const marks = [
    ...(await addFirstArrivals(tx, first)),
    ...(await recountArrivals(tx, [...new Set([...rest, ...others])])),
  ];
  return { marks, from };
}

/**
 * Changes that this transaction created and that one deployment carries: their arrival is that deployment, without a recount.
 * All others that may arrive now are recounted.
 */
function firstMentions(mentions: Mention[]): { first: Link[]; rest: number[] } {
  const byChange = new Map<number, Mention[]>();
  for (const mention of mentions) {
    const known = byChange.get(mention.changeId);
    if (known) known.push(mention);
    else byChange.set(mention.changeId, [mention]);
  }
  const first: Link[] = [];
  const rest: number[] = [];
  for (const [changeId, all] of byChange) {
    if (!all.some((mention) => mention.hasReached || mention.altered)) continue;
    const [only] = all;
    const alone = only?.created && all.every((mention) => mention.deploymentId === only.deploymentId);
    if (alone) first.push({ deploymentId: only.deploymentId, changeId });
    else rest.push(changeId);
  }
  return { first, rest };
}
