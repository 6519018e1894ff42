import dc from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';
import sql from 'sql-template-tag';
import { remindInTheMorning } from '@/lib/actions/commands/remind';
import { remindsEverySeconds } from '@/lib/actions/model';
import { lookAtTargets } from '@/lib/clusters/commands/look';
import { env, handlesSignals, latestMigration } from '@/lib/config/env';
import { logger } from '@/lib/core/log';
import { announce, announceGathered } from '@/lib/db/announce';
import { startListening, stopListening } from '@/lib/db/listen';
import { closeDatabase, primarySql } from '@/lib/db/pool';
import { loadDemoData } from '@/lib/demo/commands';
import { checkIncidents } from '@/lib/incidents/commands/check';
import { keepIncidents } from '@/lib/incidents/commands/keep';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { remindOverdue } from '@/lib/notifications/commands/remind';
import { sendingEnded, sendSoon } from '@/lib/notifications/commands/send';
import { watchWork } from '@/lib/notifications/commands/watch';
import { extendDrafts } from '@/lib/postmortems/commands/extend';
import { carrySoon, stopCarrying } from '@/lib/rollbacks/commands/carry';
import { endStreams } from '@/lib/server/stream';
import { finishAnswers } from './finish-answers';
import { logConsole } from './framework-log';
import { takeOddPathsLiterally } from './odd-paths';
import { prepareAccess } from './prepare-access';
import { tidyUp } from './tidy-up';

type Boot = { prepared: boolean; stopping: boolean; timers: ReturnType<typeof setInterval>[] };
const store = globalThis as typeof globalThis & { fairleadBoot?: Boot };

const preparationRetryMs = 1_000;
const rollupCheckMs = 2_000;
const outboxCheckMs = 1_000;
const remindMs = 30_000;
const keepMs = 1_500;
const watchMs = 60_000;
const carryMs = 1_000;
const lookMs = 3_000;
const tidyUpMs = 3_600_000;
const stopLimitMs = 15_000;

/** Starts what a server process does besides answering requests. Requests are answered meanwhile; readiness says when all is done. */
export function boot(): void {
  if (store.fairleadBoot) return;
  const state: Boot = { prepared: false, stopping: false, timers: [] };
  store.fairleadBoot = state;
  requireEnvironment();
  if (env().NODE_ENV === 'production') logConsole();
  takeOddPathsLiterally();
  finishAnswers(env().PUBLIC_URL);
  handleSignals(state);
  startListening();
  void prepare(state);
}

/** Ends the process with every wrong variable named. Next.js alone would go on and answer each request with 500. */
function requireEnvironment(): void {
  try {
    env();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** First administrator, demo data, roll-ups, tidying; tried again until the database answers. */
async function prepare(state: Boot): Promise<void> {
  while (!state.prepared && !state.stopping) {
    try {
      await requireMigrations();
      await prepareAccess();
      if (env().FAIRLEAD_DEMO) await loadDemoData();
      // An announcement that a killed process owed is made good here.
      await announce(['overview']);
      // What happened while no process ran is caught up with first.
      void keepIncidents(1440);
      void extendDrafts(1440);
      void remindSoon();
      state.timers.push(
        setInterval(refreshRollupsSoon, rollupCheckMs),
        setInterval(() => void keepIncidents(), keepMs),
        setInterval(() => void extendDrafts(), keepMs),
        setInterval(() => void sendSoon(), outboxCheckMs),
        setInterval(() => void carrySoon(), carryMs),
        setInterval(() => void lookAtTargets(), lookMs),
        setInterval(() => void remindOverdue(), remindMs),
        setInterval(() => void watchWork(), watchMs),
        setInterval(tidyUp, tidyUpMs),
        setInterval(() => void checkIncidents(), tidyUpMs),
        setInterval(() => void remindSoon(), remindsEverySeconds * 1000),
      );
      state.prepared = true;
      logger.info({ url: env().PUBLIC_URL }, 'ready');
    } catch (error) {
      logger.warn({ err: error }, 'start-up waits; trying again');
      await new Promise((resolve) => setTimeout(resolve, preparationRetryMs));
    }
  }
}

/** An hour later it is tried again; the day's reminders are queued once. */
async function remindSoon(): Promise<void> {
  await remindInTheMorning().catch((error: unknown) =>
    logger.warn({ err: error }, 'reminders of action items could not be queued'),
  );
}

async function requireMigrations(): Promise<void> {
  const wanted = latestMigration();
  if (!wanted) return;
  const rows = await primarySql(sql`
    SELECT 1 FROM _prisma_migrations WHERE migration_name = ${wanted} AND finished_at IS NOT NULL AND rolled_back_at IS NULL`);
  if (rows.length === 0) throw new Error(`Migration ${wanted} is not applied. Run: npm run db:migrate`);
}

/** What /api/health/ready says: `ok` only when start-up is done, the process is not stopping, and the database answers now. */
export async function readiness(): Promise<'ok' | 'starting' | 'unavailable'> {
  const state = store.fairleadBoot;
  if (!state?.prepared) return 'starting';
  if (state.stopping) return 'unavailable';
  try {
    await requireMigrations();
    await primarySql(sql`SELECT 1`);
    return 'ok';
  } catch {
    return 'unavailable';
  }
}

/** SIGTERM: no new connections, streams end with `bye`, running requests finish, then the database connections close. */
function handleSignals(state: Boot): void {
  if (!handlesSignals()) return;
  let server: Server | undefined;
  // Next.js does not hand out its server; the first request does.
  dc.subscribe('http.server.request.start', (message) => {
    const started = message as { server: Server; response: ServerResponse };
    server = started.server;
    // A client that never pauses would hold its connection, and with it the process, open.
    if (state.stopping) started.response.setHeader('connection', 'close');
  });
  const stop = async (signal: string) => {
    if (state.stopping) return;
    state.stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    for (const timer of state.timers) clearInterval(timer);
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    endStreams();
    stopCarrying();
    server?.closeIdleConnections();
    await Promise.all([closed, sendingEnded()]);
    await announceGathered().catch((error: unknown) => logger.warn({ err: error }, 'the last announcement is owed'));
    await stopListening();
    await closeDatabase();
    logger.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}
