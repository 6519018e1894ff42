import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { monotonicMs } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { answerBulk } from '@/lib/ingest/commands/bulk-call';
import { command } from '@/lib/server/command';
import { addDemoActionItems } from './commands/action-items';
import { addDemoCluster } from './commands/cluster';
import { type DemoEvent, demoHistory } from './model/history';

const loader: SystemActor = { kind: 'system', name: 'demo data' };
const linesPerChunk = 200;

/** Makes the demo's source on a database that no event ever reached; answers whether it did. */
const createDemoSource = command({
  name: 'demo.create_source',
  permission: 'catalog:manage',
  input: z.strictObject({}),
  run: async ({ tx, now }) => {
    // Two starting processes come one after the other.
    await tx.sql(sql`LOCK TABLE source IN SHARE ROW EXCLUSIVE MODE`);
    const created = await tx.sql(sql`
      INSERT INTO source (kind, name, created_at) SELECT 'demo', 'Demo data', ${now}
      WHERE NOT EXISTS (SELECT 1 FROM source WHERE kind = 'demo') AND NOT EXISTS (SELECT 1 FROM deployment)
        AND NOT EXISTS (SELECT 1 FROM change) AND NOT EXISTS (SELECT 1 FROM incident) RETURNING id`);
    return created.length === 1;
  },
  audit: (created) => (created ? { subject: 'Demo data', detail: {} } : null),
});

/** The demo's source, which says when its history ends; `isLoaded` once a whole load was noted in the delivery log. */
async function readDemoSource(): Promise<{ id: number; createdAt: Date; isLoaded: boolean } | null> {
  const [source] = await primarySql<{ id: number; createdAt: Date; isLoaded: boolean }>(sql`
    SELECT s.id, s.created_at AS "createdAt",
      EXISTS (SELECT 1 FROM delivery v WHERE v.source_id = s.id AND v.result = 'bulk' AND v.code IS NULL) AS "isLoaded"
    FROM source s WHERE s.kind = 'demo' ORDER BY s.id LIMIT 1`);
  return source ?? null;
}

/**
 * Loads two years of the demo company into an empty database, through the bulk call that real events take, and gives it a simulated
 * cluster. A load that broke off is sent again from its start at the next one: same events, nothing twice. A database with other events is
 * left alone.
 */
export async function loadDemoData(): Promise<void> {
  await createDemoSource.execute({}, { actor: loader });
  const source = await readDemoSource();
  if (!source) return;
  if (!source.isLoaded) await loadHistory(source);
  await addDemoActionItems.execute({ sourceId: source.id }, { actor: loader });
  await addDemoCluster.execute({ sourceId: source.id }, { actor: loader });
}

async function loadHistory(source: { id: number; createdAt: Date }): Promise<void> {
  const begun = monotonicMs();
  const answer = await answerBulk({
    request: bulkRequest(demoHistory(source.createdAt)),
    sourceId: source.id,
    requestId: 'demo-data',
    idempotencyKey: null,
    context: { actor: { ...loader, sourceId: source.id }, requestId: 'demo-data' },
  });
  let last = '';
  for await (const line of answer) last = line;
  const summary = JSON.parse(last) as { refused: number; code?: string; detail?: string };
  if (summary.code) throw new Error(`The demo data could not be loaded: ${summary.detail}`);
  logger.info({ ...summary, seconds: Math.round((monotonicMs() - begun) / 100) / 10 }, 'demo data loaded');
}

function bulkRequest(events: DemoEvent[]): Request {
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const some = events.slice(next, next + linesPerChunk);
      next += linesPerChunk;
      if (some.length === 0) controller.close();
      else controller.enqueue(encoder.encode(some.map(({ line }) => `${JSON.stringify(line)}\n`).join('')));
    },
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body, duplex: 'half' };
  return new Request('http://demo.invalid/api/v1/bulk', init);
}
