import 'server-only';
import { logger } from '@/lib/core/log';
import { now } from '@/lib/core/time';
import { statusView } from './model/view';
import { listPublicUpdates } from './queries';
import type { StatusView } from './schema';

const keptMs = 5_000;
const shownMs = 30 * 86_400_000;
const store = globalThis as typeof globalThis & { fairleadStatus?: { at: number; view: Promise<StatusView> } };

/**
 * The public status page: the same for everybody, so that a crowd costs one read every five seconds. While the database does not
 * answer, what was read last, which says of when it is.
 */
export async function loadStatus(): Promise<StatusView> {
  const at = now();
  const kept = store.fairleadStatus;
  if (kept && at.getTime() - kept.at < keptMs) return kept.view;
  const view = read(at).catch((error: unknown) => {
    if (!kept) throw error;
    logger.warn({ err: error }, 'the status page shows what was read before');
    return kept.view;
  });
  store.fairleadStatus = { at: at.getTime(), view };
  // A failure without anything to show is not kept.
  view.catch(() => delete store.fairleadStatus);
  return view;
}

async function read(at: Date): Promise<StatusView> {
  return statusView(await listPublicUpdates(new Date(at.getTime() - shownMs)), at);
}
