import sql from 'sql-template-tag';
import { beforeEach, expect, it, vi } from 'vitest';
import { GET } from '@/app/status/rss.xml/route';
import { primarySql } from '@/lib/db/pool';
import { call } from '@/lib/testing/api';
import { makeIncident } from '@/lib/testing/notifications';
import { loadStatus } from './load';

const store = globalThis as typeof globalThis & { fairleadStatus?: unknown };
beforeEach(() => {
  delete store.fairleadStatus;
});

type Said = { audience?: 'public' | 'internal'; kind?: string; payload?: Record<string, unknown>; ago?: string };

/** Appends a row to an incident's log; answers its number. */
async function say(
  incidentId: number,
  { audience = 'public', kind = 'update_posted', payload = {}, ago = '1 hour' }: Said,
) {
  const [row] = await primarySql<{ seq: number }>(sql`
    WITH next AS (UPDATE incident SET last_seq = last_seq + 1 WHERE id = ${incidentId} RETURNING id, last_seq)
    INSERT INTO incident_event (incident_id, seq, kind, occurred_at, actor_type, actor_name, text, payload, audience)
    SELECT id, last_seq, ${kind}, now() - ${ago}::interval, 'user', 'secret.person@example.com', 'secret text', ${JSON.stringify(payload)}::jsonb, ${audience}
    FROM next RETURNING seq`);
  return row?.seq ?? 0;
}

const end = (id: number) =>
  primarySql(sql`UPDATE incident SET status = 'resolved', resolved_at = now() WHERE id = ${id}`);

it('shows what was posted as public, of real incidents that are open to all, and leaks nothing else', async () => {
  const shown = await makeIncident('Secret title');
  await say(shown.id, { payload: { headline: 'Payments fail', conditions: 'Cards are refused.', secret: 'secret' } });
  await say(shown.id, { audience: 'internal', payload: { headline: 'secret internal update' } });
  await say(shown.id, { kind: 'note', payload: { headline: 'secret note' } });
  const hidden = await say(shown.id, { payload: { headline: 'secret slip of the pen' } });
  await say(shown.id, { kind: 'event_hidden', audience: 'internal', payload: { target_seq: hidden, hidden: true } });
  const shownAgain = await say(shown.id, { payload: { headline: 'Payments fail', conditions: 'Cards are refused.' } });
  for (const hide of [true, false])
    await say(shown.id, { kind: 'event_hidden', payload: { target_seq: shownAgain, hidden: hide } });
  const closed = await makeIncident('Secret', { isPrivate: true });
  await say(closed.id, { payload: { headline: 'secret private' } });
  const drill = await makeIncident('Secret', { kind: 'drill' });
  await say(drill.id, { payload: { headline: 'secret drill' } });
  const past = await makeIncident('Secret');
  await say(past.id, { payload: { headline: 'Sign-in was slow' }, ago: '29 days' });
  await end(past.id);
  const longPast = await makeIncident('Secret');
  await say(longPast.id, { payload: { headline: 'Long ago' }, ago: '31 days' });
  await end(longPast.id);

  const view = await loadStatus();
  expect(view.open.map(({ headline, updates }) => [headline, updates.length])).toEqual([['Payments fail', 2]]);
  expect(view.days.flatMap(({ incidents }) => incidents.map(({ headline }) => headline))).toEqual(['Sign-in was slow']);
  expect(JSON.stringify(view)).not.toMatch(/secret|INC-/i);

  const feed = await call(GET, 'GET', {});
  expect([feed.status, feed.headers.get('cache-control')]).toEqual([200, 'public, max-age=15']);
  expect(feed.text).not.toMatch(/secret|INC-/i);
  expect(feed.text.match(/<item>/g)).toHaveLength(3);
  const again = await call(GET, 'GET', { headers: { 'if-none-match': `"other", W/${feed.headers.get('etag')}` } });
  expect([again.status, again.text]).toEqual([304, '']);
});

it('is read once for a crowd, and shows what it knew while the database does not answer', async () => {
  const first = loadStatus();
  const crowd = await Promise.all(Array.from({ length: 50 }, () => loadStatus()));
  expect(new Set(crowd.map(({ readAt }) => readAt)).size).toBe(1);
  const known = await first;
  vi.useFakeTimers({ now: Date.parse(known.readAt) + 6_000, toFake: ['Date'] });
  await primarySql(sql`ALTER TABLE incident_event RENAME TO away`);
  expect(await loadStatus()).toBe(known);
  await primarySql(sql`ALTER TABLE away RENAME TO incident_event`);
  vi.setSystemTime(Date.parse(known.readAt) + 12_000);
  expect((await loadStatus()).readAt > known.readAt).toBe(true);
  vi.useRealTimers();
});
