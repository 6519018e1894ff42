import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { appendDeliveries } from '@/lib/audit/deliveries';
import { ConflictError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import { inTransaction } from '@/lib/db/transaction';
import { bodyChunks, readLines } from '@/lib/server/body';
import type { CommandContext } from '@/lib/server/command';
import { type BulkResult, ingestLines } from './bulk';

export type BulkCall = {
  request: Request;
  sourceId: number;
  requestId: string;
  idempotencyKey: string | null;
  context: CommandContext;
};

/** Refused lines that a repeated call is answered with; the summary always is. */
const keptLines = 1_000;

/**
 * Answers a bulk call as lines. With an Idempotency-Key that came before, the body is read but not processed: the same bytes get
 * the first answer again, other bytes a ConflictError. The call and its refused lines are noted in the delivery log at its end.
 */
export async function answerBulk(call: BulkCall): Promise<AsyncGenerator<string>> {
  const { request, sourceId, idempotencyKey } = call;
  const digest = createHash('sha256').update(`${new URL(request.url).pathname}\n`);
  const chunks = hashing(bodyChunks(request), digest);
  if (idempotencyKey !== null) {
    const [first] = await primarySql<{ bodyHash: Buffer; answer: { lines: string[] } }>(sql`
      SELECT body_hash AS "bodyHash", answer FROM idempotency_key
      WHERE source_id = ${sourceId} AND key = ${idempotencyKey} AND created_at >= now() - interval '72 hours'`);
    if (first) {
      for await (const _chunk of chunks); // only its hash counts
      if (!first.bodyHash.equals(digest.digest())) {
        throw new ConflictError(
          'idempotency_mismatch',
          'This Idempotency-Key came before with another body. Use a new key for a new request.',
        );
      }
      return repeat(first.answer.lines);
    }
  }
  return process(call, chunks, digest);
}

async function* repeat(lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

async function* hashing(
  chunks: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
}

async function* process(
  call: BulkCall,
  chunks: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<string> {
  const lines: string[] = [];
  const answers = ingestLines(readLines(chunks), call.context);
  let last = '';
  for (;;) {
    const { done, value } = await answers.next();
    if (done) {
      await note(call, value, value.summary.code ? null : { digest: digest.digest(), lines: [...lines, last] });
      break;
    }
    if (last && lines.length < keptLines) lines.push(last);
    if (last) yield last;
    last = value;
  }
  // The summary is told after everything it speaks of is on record.
  yield last;
}

async function note(
  call: BulkCall,
  { summary, refusals }: BulkResult,
  answer: { digest: Buffer; lines: string[] } | null,
): Promise<void> {
  const { sourceId, requestId, idempotencyKey } = call;
  const { accepted, duplicates, refused, code, detail } = summary;
  const counts = { accepted, duplicates, refused };
  try {
    await inTransaction(async (tx) => {
      const own = { sourceId, requestId };
      await appendDeliveries(tx, [
        ...refusals.map((refusal) => ({ ...refusal, ...own })),
        { ...own, kind: 'bulk' as const, result: 'bulk' as const, counts, code, detail },
      ]);
      if (idempotencyKey !== null && answer) {
        const stored = JSON.stringify({ lines: answer.lines });
        await tx.sql(sql`
          INSERT INTO idempotency_key (source_id, key, body_hash, answer)
          VALUES (${sourceId}, ${idempotencyKey}, ${answer.digest}, ${stored}::jsonb)
          ON CONFLICT (source_id, key) DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = now()
            WHERE idempotency_key.created_at < now() - interval '72 hours'`);
      }
    });
  } catch (error) {
    logger.warn({ err: error, requestId }, 'a bulk call could not be noted in the delivery log');
  }
}
