import { type DeliveryFacts, storable } from '@/lib/audit/deliveries';
import { type AppError, BodyTimeoutError, ForbiddenError, NotSignedInError, UnavailableError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { reportDeployments } from '@/lib/deployments/commands/report';
import { reportChanges } from '@/lib/deployments/commands/report-changes';
import { reportIncidents } from '@/lib/incidents/commands/report';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import type { Line } from '@/lib/server/body';
import type { CommandContext } from '@/lib/server/command';
import { asAppError } from '@/lib/server/problem';
import { type Item, Lanes } from './lanes';
import { type BulkEvent, type BulkType, parseLine } from './parse-line';

/** A batch that is not full is written when nothing came for so long. */
const batchMs = 50;
/** So many refused lines of a call are noted in the delivery log; the others only in the answer. */
const notedRefusals = 1_000;

type Outcome = { ok: true; duplicate: boolean } | { ok: false; error: AppError };

export type BulkSummary = { accepted: number; duplicates: number; refused: number; code?: string; detail?: string };

export type BulkResult = { summary: BulkSummary; refusals: Omit<DeliveryFacts, 'sourceId' | 'requestId'>[] };

/**
 * Stores a stream of lines in batches, each in a transaction of its own, and yields the answer's lines as they come to be: one
 * per refused line, then the summary. Memory does not grow with the stream. A refused line refuses itself only; when the
 * database stops answering or the key stops being valid, the rest is not read and the summary says why.
 */
export async function* ingestLines(
  lines: AsyncIterable<Line[]>,
  context: CommandContext,
): AsyncGenerator<string, BulkResult> {
  const state = new Progress();
  const lanes = new Lanes((items) => writeBatch(items, context, state));
  try {
    for await (const some of withPauses(lines, batchMs)) {
      if (some === 'pause') await lanes.flush();
      else {
        for (const each of some) {
          state.lines += 1;
          const event = parseLine(each);
          if (event instanceof Error) state.refuse(state.lines, event);
          else if (event) await lanes.add({ line: state.lines, event });
        }
      }
      yield* state.takeAnswers();
    }
    await lanes.flush();
  } catch (error) {
    await lanes.settle();
    state.stop(error);
  }
  // Once, not with every batch: days that are still being filled would be recomputed over and over.
  refreshRollupsSoon();
  yield* state.takeAnswers();
  const summary = state.summary();
  yield `${JSON.stringify(summary)}\n`;
  return { summary, refusals: state.refusals };
}

/** What became of the lines so far. */
class Progress {
  lines = 0;
  refusals: BulkResult['refusals'] = [];
  private counts = { accepted: 0, duplicates: 0, refused: 0 };
  private answers: string[] = [];
  private stopped: { code: string; detail: string } | undefined;

  accept(duplicate: boolean): void {
    if (duplicate) this.counts.duplicates += 1;
    else this.counts.accepted += 1;
  }

  refuse(line: number, { code, path, message }: AppError, event?: BulkEvent): void {
    this.counts.refused += 1;
    this.answers.push(
      `${JSON.stringify({ line, ok: false, code, ...(path === undefined ? {} : { path }), detail: message })}\n`,
    );
    if (this.refusals.length >= notedRefusals) return;
    const kind = event?.type ?? 'bulk';
    const note = {
      path: path === undefined ? undefined : storable(path),
      detail: storable(message),
      externalId: event?.id,
    };
    this.refusals.push({ kind, result: 'refused', code, line, ...note });
  }

  takeAnswers(): string[] {
    const taken = this.answers;
    this.answers = [];
    return taken;
  }

  /** The stream ends here: its lines from now on are neither read nor counted. */
  stop(error: unknown): void {
    const known = asAppError(error);
    if (!known) logger.error({ err: error }, 'a bulk call broke off');
    this.stopped = {
      code: known?.code ?? 'internal',
      detail: known?.message ?? 'Something failed on our side. Send it again from the start.',
    };
  }

  summary(): BulkSummary {
    return { ...this.counts, ...this.stopped };
  }
}

/** Lets a `pause` through whenever nothing came for `ms`. */
async function* withPauses<T>(source: AsyncIterable<T>, ms: number): AsyncGenerator<T | 'pause'> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    let paused = false;
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const pause = new Promise<'pause'>((resolve) => {
        timer = paused ? undefined : setTimeout(resolve, ms, 'pause');
      });
      const winner = await Promise.race([next, pause]).finally(() => clearTimeout(timer));
      paused = winner === 'pause';
      if (winner === 'pause') {
        yield 'pause';
        continue;
      }
      if (winner.done) return;
      yield winner.value;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

/** Errors after which there is no sense in going on with the next line. */
function endsTheCall(error: unknown): boolean {
  const known = asAppError(error);
  return known instanceof UnavailableError || known instanceof NotSignedInError || known instanceof BodyTimeoutError;
}

async function writeBatch(items: Item[], context: CommandContext, state: Progress): Promise<void> {
  for (const type of ['change', 'deployment', 'incident'] as const) {
    const some = items.filter((item) => item.event.type === type);
    if (some.length > 0) await writeSome(type, some, context, state);
  }
}

/** Writes lines of one type. When the database refuses them as a whole, halves are tried, down to the line at fault. */
async function writeSome(type: BulkType, items: Item[], context: CommandContext, state: Progress): Promise<void> {
  let outcomes: Outcome[];
  try {
    outcomes = await execute(type, items, context);
  } catch (error) {
    const known = asAppError(error);
    if (endsTheCall(error) || (!known && items.length === 1)) {
      for (const { line, event } of items) if (known) state.refuse(line, known, event);
      throw error;
    }
    if (known && (known instanceof ForbiddenError || items.length === 1)) {
      for (const { line, event } of items) state.refuse(line, known, event);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await writeSome(type, items.slice(0, middle), context, state);
    await writeSome(type, items.slice(middle), context, state);
    return;
  }
  for (const [index, { line, event }] of items.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok) state.accept(outcome.duplicate);
    else if (outcome) state.refuse(line, outcome.error, event);
  }
}

function execute(type: BulkType, items: Item[], context: CommandContext): Promise<Outcome[]> {
  const events = items.map((item) => item.event);
  switch (type) {
    case 'deployment':
      return reportDeployments.execute(
        events.flatMap((event) => (event.type === 'deployment' ? [event.report] : [])),
        context,
      );
    case 'incident':
      return reportIncidents.execute(
        events.flatMap((event) => (event.type === 'incident' ? [event.report] : [])),
        context,
      );
    case 'change':
      return reportChanges.execute(
        events.flatMap((event) => (event.type === 'change' ? [event.report] : [])),
        context,
      );
  }
}
