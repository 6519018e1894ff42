import { z } from 'zod';
import { appendDeliveries, requireSource, sourceOf } from '@/lib/audit/deliveries';
import { actorLabel } from '@/lib/auth/actor';
import { ForbiddenError, NotSignedInError, UnavailableError } from '@/lib/core/errors';
import { gather } from '@/lib/core/gather';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { type CommandContext, command } from '@/lib/server/command';
import { asAppError } from '@/lib/server/problem';
import type { DeploymentReport } from '../schema';
import { type DeploymentOutcome, writeDeployments } from './write';

/**
 * Writes reports of deployments, each refused or accepted by itself; outcomes in order. For bulk and for data that the program
 * makes itself; the delivery log, and the roll-ups' refresh once all is written, are the caller's.
 */
export const reportDeployments = command({
  name: 'deployment.report_many',
  permission: 'deployment:report',
  // Parsed at the door by `deploymentBody`; parsing them again would cost as much as writing them.
  input: z.custom<DeploymentReport[]>(Array.isArray),
  audit: 'none',
  run: async ({ tx, actor, input, now }) => writeDeployments(tx, requireSource(sourceOf(actor)), input, now),
  announce: (outcomes: DeploymentOutcome[]) =>
    outcomes.some((outcome) => outcome.ok && !outcome.duplicate) ? ['overview'] : [],
});

type Call = { report: DeploymentReport; requestId: string };

/** As `reportDeployments`, for calls that came one by one: each is noted in the delivery log. */
const reportCalls = command({
  name: 'deployment.report',
  permission: 'deployment:report',
  input: z.custom<Call[]>(Array.isArray),
  audit: 'none',
  run: async ({ tx, actor, input, now }) => {
    const sourceId = requireSource(sourceOf(actor));
    const outcomes = await writeDeployments(
      tx,
      sourceId,
      input.map((call) => call.report),
      now,
    );
    const accepted = outcomes.flatMap((outcome, index) =>
      outcome.ok ? [{ outcome, requestId: input[index]?.requestId ?? '' }] : [],
    );
    await appendDeliveries(
      tx,
      accepted.map(({ outcome: { id, created, duplicate }, requestId }) => {
        const result = created ? 'created' : duplicate ? 'duplicate' : 'updated';
        return { sourceId, kind: 'deployment', externalId: id, result, requestId };
      }),
    );
    return outcomes;
  },
  announce: (outcomes: DeploymentOutcome[]) =>
    outcomes.some((outcome) => outcome.ok && !outcome.duplicate) ? ['overview'] : [],
  afterCommit: refreshRollupsSoon,
});

/** What became of one event. */
export type Receipt = Omit<Extract<DeploymentOutcome, { ok: true }>, 'ok'>;

const reportOne = command({
  name: 'deployment.report_once',
  permission: 'deployment:report',
  input: z.custom<Call>(),
  audit: 'none',
  run: async (context): Promise<Receipt> =>
    receiptOf((await reportCalls.join({ ...context, input: [context.input] }))[0]),
  announce: (receipt) => (receipt.duplicate ? [] : ['overview']),
  afterCommit: refreshRollupsSoon,
});

function receiptOf(outcome: DeploymentOutcome | undefined): Receipt {
  if (!outcome) throw new Error('a report without an outcome');
  if (!outcome.ok) throw outcome.error;
  const { ok: _ok, ...receipt } = outcome;
  return receipt;
}

/** The key's or the database's fault, not the report's: every call of the set fails with it. */
function isForAll(error: unknown): boolean {
  const known = asAppError(error);
  return known instanceof UnavailableError || known instanceof NotSignedInError || known instanceof ForbiddenError;
}

const gathered = gather<Call & { context: CommandContext }, DeploymentOutcome>({
  serve: async (calls) => {
    const [first] = calls;
    // One lane, one key: its row is read again inside the transaction.
    return first
      ? reportCalls.execute(
          calls.map(({ report, requestId }) => ({ report, requestId })),
          first.context,
        )
      : [];
  },
  isForAll,
  limit: 100,
});

/**
 * Writes one report of a deployment and notes its delivery; throws when it cannot be accepted, and then stores nothing. Reports
 * of one key that come while another is being written share the next transaction; it has committed when this answers.
 */
export async function reportDeployment(report: DeploymentReport, context: CommandContext): Promise<Receipt> {
  const call = { report, requestId: context.requestId ?? '' };
  // With an Idempotency-Key the first answer is stored in a transaction of its own.
  if (context.idempotency) return reportOne.execute(call, context);
  const { type, id } = actorLabel(context.actor);
  return receiptOf(await gathered(`${type} ${id}`, { ...call, context }));
}
