import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { POST } from '@/app/api/v1/deployments/route';
import { loadActions } from '@/lib/actions/load';
import type { UserActor } from '@/lib/auth/actor';
import { addDays, localDate, now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { call, createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { loadLearning } from './learning';
import { loadSimilar as load } from './similar';

let key: string;
let viewer: UserActor;
const { patch, declared } = incidentCalls(() => key);
const at = (clock: string) => `2026-03-10T${clock}:00Z`;
const march = { from: '2026-03-10', to: '2026-03-11' };
const loadSimilar = async (actor: UserActor, name: string) => (await load(actor, name)) ?? [];
const hide = (name: string) =>
  primarySql(sql`UPDATE incident SET visibility = 'private' WHERE number = ${Number(name.slice(4))}`);

beforeAll(async () => {
  ({ key } = await createTestKey());
  viewer = await makeUser('viewer');
});

test('the page counts by definition: first mitigation, last resolution, what is missing beside it', async () => {
  await declared({
    services: ['golden'],
    started_at: at('10:03'),
    mitigated_at: at('10:20'),
    resolved_at: at('10:35'),
  });
  const again = await declared({ services: ['golden'], mitigated_at: at('10:15'), resolved_at: at('10:25') });
  await patch(again, { status: 'investigating', reason: 'It came back' });
  await declared({ services: ['golden'], kind: 'drill', resolved_at: at('10:35') });
  await declared({ services: ['golden'], detected_at: '2026-03-09T23:59:59Z', resolved_at: at('10:35') });
  const { summary } = await loadLearning(viewer, { ...march, service: 'golden' });
  expect(summary).toMatchObject({ incidents: 2, reopened: 1, leftOut: { drills: 1 } });
  const of = (id: string) => summary?.spans.find((span) => span.id === id);
  expect(of('detect')).toMatchObject({ n: 1, medianSeconds: 120, missing: 1 });
  expect(of('mitigate')).toMatchObject({ n: 2, medianSeconds: 750 });
  expect(of('restore')).toMatchObject({ n: 1, medianSeconds: 1800, pending: 1 });
});

test('statistics include private incidents, lists of incidents only for those who may see them', async () => {
  const deployment = 'd-private';
  const more = { services: ['hushed'], caused_by: deployment, resolved_at: at('10:35') };
  const [open, hidden] = [await declared(more), await declared({ ...more, title: 'Hushed leak of tokens' })];
  const fresh = await declared({ services: ['hushed'], title: 'Leak of tokens again' });
  const body = {
    id: deployment,
    service: 'hushed',
    environment: 'production',
    status: 'failed',
    finished_at: at('10:00'),
  };
  expect((await call(POST, 'POST', { key, body })).status).toBe(201);
  await hide(hidden);
  const admin = await makeUser('admin');
  const seenBy = async (actor: UserActor) => loadLearning(actor, { ...march, service: 'hushed' });
  const [forViewer, forAdmin] = [await seenBy(viewer), await seenBy(admin)];
  expect(forViewer.summary?.incidents).toBe(3);
  expect(forViewer.services).toEqual(forAdmin.services);
  expect(forAdmin.deployments).toMatchObject([{ id: deployment, incidents: [open, hidden] }]);
  expect(forViewer.deployments).toEqual([]);
  expect((await loadSimilar(admin, fresh)).map((each) => each.key)).toEqual([hidden, open]);
  expect((await loadSimilar(viewer, fresh)).map((each) => each.key)).toEqual([open]);
  expect(await load(viewer, hidden)).toBeNull();
});

test('what was seen before is ranked by service and words, with its fix; what is open or no incident at all is not', async () => {
  const about = (title: string, services: string[], more: object = {}) =>
    declared({ title, services, resolved_at: at('10:35'), ...more });
  const both = await about('Search latency above 2 s', ['finder']);
  const words = await about("Latency of search isn't fine: 'quoted' \\ back", ['other-finder']);
  const service = await about('Certificate expired', ['finder']);
  await about('Completely different', ['elsewhere']);
  await about('Search latency drill', ['finder'], { kind: 'drill' });
  await declared({ title: 'Search latency, still open', services: ['finder'] });
  const fresh = await declared({ title: "The search's latency is above 900 ms", services: ['finder'] });
  const found = await loadSimilar(viewer, fresh);
  expect(found.map((each) => each.key)).toEqual([both, words, service]);
  expect(found[0]).toMatchObject({
    services: ['finder'],
    words: ['latency', 'search'],
    restoreSeconds: 1800,
    fix: null,
    hasPostmortem: false,
  });
  expect(found[2]).toMatchObject({ services: ['finder'], words: [] });
  // A title of signs alone finds by service, and breaks nothing.
  const odd = await declared({ title: `':*\\ & | ! (500) "`, services: ['finder'] });
  expect((await loadSimilar(viewer, odd)).map((each) => each.key)).toEqual(
    [service, words, both].filter((each) => each !== words),
  );
});

test('the page of action items groups by due date, and says how many of private incidents it does not list', async () => {
  const today = localDate(now(), 'UTC');
  const name = await declared({ services: ['acting'] });
  const hidden = await declared({ services: ['acting'] });
  const add = (
    incident: string,
    text: string,
    days: number,
    more: Partial<Record<'status' | 'done' | 'made', string>> = {},
  ) =>
    primarySql(sql`
      INSERT INTO action_item (incident_id, text, type, priority, status, owner_name, due_on, created_at, done_at)
      SELECT id, ${text}, 'prevent', 'P1', ${more.status ?? 'open'}::action_status, '@dev-team', ${addDays(today, days)}::date,
        coalesce(${more.made ?? null}::timestamptz, now()), ${more.done ?? null}::timestamptz
      FROM incident WHERE number = ${Number(incident.slice(4))}`);
  const ago = (days: number) => new Date(now().getTime() - days * 86_400_000).toISOString();
  await add(name, 'late', -1);
  await add(name, 'soon', 7);
  await add(name, 'later', 8);
  await add(hidden, 'hidden', -3);
  // SEV1: 4 weeks. Kept, kept too late, not kept, and one whose term is still running.
  await add(name, 'kept', 0, { status: 'done', made: ago(40), done: ago(20) });
  await add(name, 'too late', 0, { status: 'done', made: ago(40), done: ago(2) });
  await add(name, 'not kept', -5, { made: ago(29) });
  await add(name, 'cancelled', 0, { status: 'cancelled', made: ago(60), done: ago(10) });
  await hide(hidden);
  const view = await loadActions(viewer, { service: 'acting' });
  expect(view.open.map(({ text, dueState }) => [text, dueState])).toEqual([
    ['not kept', 'overdue'],
    ['late', 'overdue'],
    ['soon', 'soon'],
    ['later', 'later'],
  ]);
  expect(view.counts).toMatchObject({
    open: 5,
    overdue: 3,
    hidden: 1,
    done: 2,
    cancelled: 1,
    oldestDue: addDays(today, -5),
  });
  expect(view.inTime).toMatchObject({ decided: 3, done: 1 });
  expect(view.weeks).toHaveLength(8);
  expect(view.weeks.reduce((sum, { closed }) => sum + closed, 0)).toBe(3);
  expect(view.mayWrite).toBe(false);
  const over = await loadActions(viewer, { service: 'acting', show: 'over' });
  expect(over.over?.items.map(({ text }) => text)).toEqual(['too late', 'cancelled', 'kept']);
  expect((await loadActions(viewer, { service: 'acting', owner: 'none' })).open).toEqual([]);
});
