import sql from 'sql-template-tag';
import { logger } from '@/lib/core/log';
import { primarySql } from './pool';

/**
 * Tells every process that a live channel moved: raises its counter, then NOTIFY. Runs after the commit and gathers calls for a
 * moment, because a NOTIFY inside a writing transaction makes PostgreSQL commit such transactions one after the other.
 * A call that is lost (process killed in between) is healed by the readers' poll of the tables and by the announcement that
 * each process makes at its start.
 */
const gatherMs = 40;
const store = globalThis as typeof globalThis & { fairleadAnnouncements?: Set<string> };

export function announceSoon(channel: string): void {
  if (store.fairleadAnnouncements) {
    store.fairleadAnnouncements.add(channel);
    return;
  }
  const waiting = new Set([channel]);
  store.fairleadAnnouncements = waiting;
  setTimeout(() => {
    delete store.fairleadAnnouncements;
    if (waiting.size === 0) return;
    announce([...waiting]).catch((error: unknown) => {
      logger.warn({ err: error }, 'live channels could not be told of a change; trying again');
      setTimeout(() => waiting.forEach(announceSoon), 1_000).unref();
    });
  }, gatherMs);
}

/** Announces what is gathered still: a process that stops gracefully owes nothing. */
export async function announceGathered(): Promise<void> {
  const waiting = [...(store.fairleadAnnouncements ?? [])];
  store.fairleadAnnouncements?.clear();
  if (waiting.length > 0) await announce(waiting);
}

/** Channels whose rows are numbered where they lie: of one incident, one post-mortem. They need no counter. */
const isNumbered = (channel: string) => channel.includes(':');

/** Raises the counters of these channels and notifies `fairlead_live` with '<channel>:<seq>'. */
export async function announce(channels: string[]): Promise<void> {
  const counted = channels.filter((channel) => !isNumbered(channel));
  const numbered = channels.filter(isNumbered);
  await primarySql(sql`
    WITH raised AS (
      INSERT INTO live_channel (name, seq) SELECT name, 1 FROM unnest(${counted}::text[]) AS name ORDER BY name
      ON CONFLICT (name) DO UPDATE SET seq = live_channel.seq + 1, updated_at = now()
      RETURNING name, seq)
    SELECT pg_notify('fairlead_live', name || ':' || seq) FROM raised
    UNION ALL SELECT pg_notify('fairlead_live', name || ':0') FROM unnest(${numbered}::text[]) AS name`);
}
