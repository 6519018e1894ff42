import sql, { raw } from 'sql-template-tag';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as postDeployment } from '@/app/api/v1/deployments/route';
import type { UserActor } from '@/lib/auth/actor';
import { primarySql, readSnapshot } from '@/lib/db/pool';
import { ensureRollups, refreshRollups } from '@/lib/metrics/commands';
import { bucketsOf, readWindow } from '@/lib/metrics/model/window';
import { allProduction } from '@/lib/metrics/queries/scope';
import { recomputeFacts } from '@/lib/metrics/recompute';
import { countWrongArrivals, verifyMetrics } from '@/lib/metrics/verify';
import { call, createTestKey } from '@/lib/testing/api';
import { makeUser } from '@/lib/testing/people';
import { loadServiceSettings } from '../load/settings';
import { editService } from './edit-service';
import { setEnvironmentKind } from './set-environment-kind';

/** What an administrator says of services and environments, and what it does to the numbers. */
let key: string;
let admin: UserActor;
let count = 0;

beforeAll(async () => {
  ({ key } = await createTestKey());
  admin = await makeUser('admin');
});

type Report = { service?: string; environment: string; finished: string; sha?: string; status?: string; team?: string };

async function deploy({ service = 'shop', environment, finished, sha, status = 'succeeded', team }: Report) {
  count += 1;
  const body = {
    id: `d${count}`,
    service,
    environment,
    status,
    finished_at: finished,
    ...(team ? { team } : {}),
    changes: sha ? [{ sha, committed_at: '2026-04-01T06:00:00Z' }] : [],
  };
  const answer = await call(postDeployment, 'POST', { key, body });
  expect(answer.status).toBe(201);
}

const window = readWindow(
  { from: '2026-04-01', to: '2026-04-08', tz: 'Europe/London' },
  new Date('2026-06-01T00:00:00Z'),
);

/** What a reader sees now, checked against a recompute from the records, by every definition. */
async function numbers() {
  const plan = {
    zones: [window.tz],
    services: [null],
    environments: [allProduction],
    windows: () => [window],
    deep: true,
  };
  const wrong = [];
  for await (const check of verifyMetrics(plan)) if (check.differences.length > 0) wrong.push(check);
  expect(wrong).toEqual([]);
  expect(await readSnapshot(countWrongArrivals)).toBe(0);
  const query = { services: null, environments: allProduction, definition: 'handbook' as const, excludeBots: false };
  const { counts, lead } = await readSnapshot((db) => recomputeFacts(db, query, window));
  return { succeeded: counts.succeeded, failed: counts.failed, changes: lead.n, medianMs: lead.medianMs };
}

async function rollUp() {
  while (await refreshRollups());
  const days = bucketsOf(window, 'day').map(({ from, to }) => ({ startsAt: from, endsAt: to }));
  await ensureRollups(allProduction, days);
}

const rollups = async () =>
  (await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM rollup_day`))[0]?.n ?? 0;

const lastAudit = async () => {
  const [row] = await primarySql<{ action: string; subject: string; outcome: string; detail: unknown }>(sql`
    SELECT action, subject, outcome, detail FROM audit_entry ORDER BY seq DESC LIMIT 1`);
  return row;
};

beforeEach(async () => {
  for (const table of ['arrival', 'deployment_change', 'deployment', 'change', 'service', 'environment', 'team'])
    await primarySql(sql`DELETE FROM ${raw(table)}`);
  for (const table of ['rollup_day', 'rollup_lead', 'rollup_mark']) await primarySql(sql`DELETE FROM ${raw(table)}`);
});

describe('the kind of an environment', () => {
  beforeEach(async () => {
    await deploy({ environment: 'staging', finished: '2026-04-02T08:00:00Z', sha: 'a' });
    await deploy({ environment: 'production', finished: '2026-04-02T10:00:00Z', sha: 'a' });
    await deploy({ environment: 'eu-west', finished: '2026-04-03T09:00:00Z', sha: 'a' });
    await deploy({ environment: 'eu-west', finished: '2026-04-04T09:00:00Z', sha: 'b' });
    await deploy({ environment: 'eu-west', finished: '2026-04-05T09:00:00Z', status: 'failed' });
    await rollUp();
  });

  it('decides at once what the metrics count, there and back', async () => {
    const before = await numbers();
    expect(before).toMatchObject({ succeeded: 1, failed: 0, changes: 1 });
    expect(await rollups()).toBeGreaterThan(0);

    await setEnvironmentKind.execute({ name: 'EU-West', kind: 'production' }, { actor: admin });
    expect(await rollups()).toBe(0);
    expect(await numbers()).toMatchObject({ succeeded: 3, failed: 1, changes: 2 });
    await rollUp();
    expect(await numbers()).toMatchObject({ succeeded: 3, failed: 1, changes: 2 });

    await setEnvironmentKind.execute({ name: 'eu-west', kind: 'other' }, { actor: admin });
    expect(await numbers()).toEqual(before);
  });

  it('moves the first arrival in production', async () => {
    const first = () =>
      primarySql<{ environment: string; sha: string }>(sql`
        SELECT e.name AS environment, c.sha FROM arrival a JOIN environment e ON e.id = a.environment_id JOIN change c ON c.id = a.change_id
        WHERE a.first_in_production ORDER BY c.sha`);
    await setEnvironmentKind.execute({ name: 'staging', kind: 'production' }, { actor: admin });
    expect(await first()).toEqual([{ environment: 'staging', sha: 'a' }]);
    await setEnvironmentKind.execute({ name: 'production', kind: 'staging' }, { actor: admin });
    await setEnvironmentKind.execute({ name: 'staging', kind: 'staging' }, { actor: admin });
    await setEnvironmentKind.execute({ name: 'eu-west', kind: 'production' }, { actor: admin });
    expect(await first()).toEqual([
      { environment: 'eu-west', sha: 'a' },
      { environment: 'eu-west', sha: 'b' },
    ]);
    await numbers();
  });

  it('keeps the roll-ups when production stays what it is, and writes no audit row for nothing', async () => {
    const before = await rollups();
    await setEnvironmentKind.execute({ name: 'staging', kind: 'development' }, { actor: admin });
    expect(await rollups()).toBe(before);
    expect(await lastAudit()).toMatchObject({
      action: 'environment.set_kind',
      subject: 'staging',
      detail: { from: 'staging', to: 'development' },
    });
    const [seq] = await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM audit_entry`);
    await setEnvironmentKind.execute({ name: 'staging', kind: 'development' }, { actor: admin });
    expect((await primarySql<{ n: number }>(sql`SELECT count(*)::int AS n FROM audit_entry`))[0]).toEqual(seq);
  });

  it('is right although deployments arrive and the keeper works at that moment', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 6; round += 1) {
      const kind = round % 2 === 0 ? ('production' as const) : ('other' as const);
      const sha = `r${round}`;
      const day = `2026-04-0${2 + (round % 5)}`;
      await Promise.all([
        deploy({ environment: 'eu-west', finished: `${day}T11:00:00Z`, sha }),
        deploy({ environment: 'production', finished: `${day}T12:00:00Z`, sha }),
        setEnvironmentKind.execute({ name: 'eu-west', kind }, { actor: admin }),
        rollUp(),
        deploy({ environment: 'eu-west', finished: `${day}T13:00:00Z`, sha: 'a' }),
      ]);
      await numbers();
    }
  });

  it('is an administrator’s to say; a refusal changes nothing and is audited', async () => {
    const actor = await makeUser('release_manager');
    const change = setEnvironmentKind.execute({ name: 'eu-west', kind: 'production' }, { actor });
    await expect(change).rejects.toMatchObject({ code: 'forbidden' });
    expect(await lastAudit()).toMatchObject({ action: 'environment.set_kind', outcome: 'refused' });
    expect(await numbers()).toMatchObject({ succeeded: 1 });
    await expect(
      setEnvironmentKind.execute({ name: 'nowhere', kind: 'production' }, { actor: admin }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a service', () => {
  const edit = (team: { from: 'events' } | { from: 'here'; name: string | null }, repository: string | null = null) =>
    editService.execute({ slug: 'shop', team, repository }, { actor: admin });
  const team = async () => {
    const { services } = await loadServiceSettings(admin, { q: 'shop' });
    return [services.items[0]?.team, services.items[0]?.teamPinned];
  };

  beforeEach(() => deploy({ environment: 'production', finished: '2026-04-02T10:00:00Z', team: 'Payments' }));

  it('keeps the team chosen here until it is handed back to the events', async () => {
    expect(await team()).toEqual(['payments', false]);
    await edit({ from: 'here', name: 'Team Checkout' });
    expect(await team()).toEqual(['team-checkout', true]);
    await deploy({ environment: 'production', finished: '2026-04-03T10:00:00Z', team: 'Search' });
    expect(await team()).toEqual(['team-checkout', true]);
    await edit({ from: 'here', name: null });
    expect(await team()).toEqual([null, true]);
    await edit({ from: 'events' });
    expect(await team()).toEqual(['search', false]);
    expect(await lastAudit()).toMatchObject({
      action: 'service.edit',
      subject: 'shop',
      detail: { from: { team: null, pinned: true }, to: { team: 'search', pinned: false } },
    });
  });

  it.each([
    [' Shop ', ['shop']],
    ['team-pay', ['shop']],
    ['Team Pay', ['shop']],
    ['shop pay', []],
  ])('is found by %j', async (q, slugs) => {
    await edit({ from: 'here', name: 'Team Payments' });
    const { services, wanted } = await loadServiceSettings(admin, { q });
    expect([services.items.map(({ slug }) => slug), wanted]).toEqual([slugs, q.trim()]);
  });

  it('has the repository that is written here, blank means none', async () => {
    await edit({ from: 'events' }, ' https://git.example/shop ');
    expect((await loadServiceSettings(admin, {})).services.items[0]?.repository).toBe('https://git.example/shop');
    await edit({ from: 'events' }, '  ');
    expect((await loadServiceSettings(admin, {})).services.items[0]?.repository).toBeNull();
  });

  it('is an administrator’s to edit; others see it', async () => {
    const actor = await makeUser('responder');
    const change = editService.execute(
      { slug: 'shop', team: { from: 'here', name: 'Mine' }, repository: null },
      { actor },
    );
    await expect(change).rejects.toMatchObject({ code: 'forbidden' });
    expect(await loadServiceSettings(actor, {})).toMatchObject({
      canEdit: false,
      services: { items: [{ slug: 'shop' }] },
    });
    expect(await primarySql(sql`SELECT 1 FROM team WHERE slug = 'mine'`)).toEqual([]);
  });
});
