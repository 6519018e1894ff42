import type { Tx } from '@/lib/db/transaction';
import type { CountedAt } from '@/lib/metrics/commands';
import type { DeploymentReport } from '../schema';
import { addFirstArrivals, earlierArrivals, recountArrivals } from './arrivals';
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
): Promise<{ marks: CountedAt[]; from: Set<DeploymentReport> }> {
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
  const { first, later, altered } = sortMentions(mentions);
  const [links, earlier, marks] = await Promise.all([
    linkChanges(tx, mentions),
    earlierArrivals(tx, later),
    addFirstArrivals(tx, first),
  ]);
  const linked = new Set(links.map((link) => `${link.deploymentId} ${link.changeId}`));
  const from = new Set<DeploymentReport>();
  for (const mention of mentions) {
    // Of two reports in one batch that list the same change, the first brought it.
    if (linked.delete(`${mention.deploymentId} ${mention.changeId}`) || mention.altered) from.add(mention.report);
  }
  marks.push(...(await recountArrivals(tx, [...new Set([...altered, ...earlier, ...others])])));
  return { marks, from };
}

/**
 * `first`: changes that this transaction created and that one deployment carries; it is their arrival, without a recount.
 * `altered`: those whose own facts changed. `later`: the others, which arrive anew only if this deployment is their earliest.
 */
function sortMentions(mentions: Mention[]): { first: Link[]; later: Link[]; altered: number[] } {
  const byChange = new Map<number, Mention[]>();
  for (const mention of mentions) {
    const known = byChange.get(mention.changeId);
    if (known) known.push(mention);
    else byChange.set(mention.changeId, [mention]);
  }
  const first: Link[] = [];
  const later: Link[] = [];
  const altered: number[] = [];
  for (const [changeId, all] of byChange) {
    const [only] = all;
    const reached = all.filter((mention) => mention.hasReached);
    if (all.some((mention) => mention.altered)) altered.push(changeId);
    else if (only?.created && reached[0] && all.every((mention) => mention.deploymentId === only.deploymentId))
      first.push(reached[0]);
    else later.push(...reached);
  }
  return { first, later, altered };
}
