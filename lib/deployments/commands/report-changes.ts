import { z } from 'zod';
import { appendDeliveries, requireSource, sourceOf } from '@/lib/audit/deliveries';
import { ensureCatalog } from '@/lib/catalog/commands/ensure';
import type { AppError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { markRollups, refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { changeTimeProblem } from '../model';
import type { ServiceChange } from '../schema';
import { recountArrivals } from './arrivals';
import { changeKey, writeChanges } from './changes';

export type ChangeOutcome =
  | { ok: true; service: string; sha: string; created: boolean; duplicate: boolean }
  | { ok: false; error: AppError };

/** Writes changes of services, set by set; one outcome per change, in order, each refused or accepted by itself. */
async function writeServiceChanges(tx: Tx, reports: ServiceChange[], now: Date): Promise<ChangeOutcome[]> {
  const steps = reports.map((report) => ({ report, error: changeTimeProblem(report.change, now) }));
  const accepted = steps.filter((step) => !step.error).map((step) => step.report);
  const catalog = await ensureCatalog(tx, {
    services: [...new Set(accepted.map((each) => each.service))],
    environments: [],
    teams: [],
  });
  const serviceIdOf = (slug: string) => catalog.services.get(slug)?.id ?? 0;
  const written = await writeChanges(
    tx,
    accepted.map(({ service, change }) => ({ serviceId: serviceIdOf(service), change })),
    now,
  );
  const altered = [...written.values()].filter((change) => change.altered).map((change) => change.id);
  await markRollups(tx, await recountArrivals(tx, altered));
  return steps.map(({ report: { service, change }, error }) => {
    if (error) return { ok: false, error };
    const key = changeKey(serviceIdOf(service), change.sha);
    const { created = false, altered: news = false } = written.get(key) ?? {};
    // The first mention within a batch brought the news; a second one repeats it.
    written.delete(key);
    return { ok: true, service, sha: change.sha, created, duplicate: !created && !news };
  });
}

/**
 * Writes changes, each refused or accepted by itself; outcomes in order. The delivery log, and the
 * roll-ups' refresh once all is written, are the caller's.
 */
export const reportChanges = command({
  name: 'change.report_many',
  permission: 'deployment:report',
  // Parsed at the door by `changeBody`.
  input: z.custom<ServiceChange[]>(Array.isArray),
  audit: 'none',
  run: async ({ tx, actor, input, now }) => {
    requireSource(sourceOf(actor));
    return writeServiceChanges(tx, input, now);
  },
  announce: (outcomes: ChangeOutcome[]) =>
    outcomes.some((outcome) => outcome.ok && !outcome.duplicate) ? ['overview'] : [],
});

export type ChangeReceipt = { service: string; sha: string; created: boolean; duplicate: boolean };

/** Writes one change and notes its delivery; throws when it cannot be accepted, and then stores nothing. */
export const reportChange = command({
  name: 'change.report',
  permission: 'deployment:report',
  input: z.custom<ServiceChange>(),
  audit: 'none',
  run: async ({ tx, actor, input, now, requestId = '' }): Promise<ChangeReceipt> => {
    const sourceId = requireSource(sourceOf(actor));
    const [outcome] = await writeServiceChanges(tx, [input], now);
    if (!outcome) throw new Error('a report without an outcome');
    if (!outcome.ok) throw outcome.error;
    const { service, sha, created, duplicate } = outcome;
    const result = created ? 'created' : duplicate ? 'duplicate' : 'updated';
    await appendDeliveries(tx, [{ sourceId, kind: 'change', externalId: sha, result, requestId }]);
    return { service, sha, created, duplicate };
  },
  announce: (receipt) => (receipt.duplicate ? [] : ['overview']),
  afterCommit: refreshRollupsSoon,
});
