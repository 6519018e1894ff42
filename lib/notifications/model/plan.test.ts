import { describe, expect, test } from 'vitest';
import type { Severity, Step, Urgency } from '../schema';
import { isAcknowledgement, type LifeEvent, planFor, type Settings, stepOf, type Told } from './plan';

const event = (kind: string, payload: Record<string, unknown> = {}, seq = 1): LifeEvent => ({
  seq,
  kind,
  payload,
  occurredAt: new Date('2026-03-02T10:00:00Z'),
});

const settings: Settings = {
  reactions: { SEV1: 'page', SEV2: 'notify', SEV3: 'none' },
  channels: [
    channel('pd', 'pagerduty', true),
    channel('second', 'pagerduty', true),
    channel('hook', 'webhook', true),
    { ...channel('slack', 'slack', false), steps: ['acknowledged', 'update', 'mitigated'], includesDrills: true },
    { ...channel('mail', 'email', false), to: ['a@example.com', 'b@example.com'], steps: ['update', 'reminder'] },
  ],
  routes: [
    ...['pd', 'hook', 'slack', 'mail'].map((channelId) => ({
      severity: 'SEV1' as const,
      role: 'primary' as const,
      channelId,
    })),
    { severity: 'SEV1', role: 'fallback', channelId: 'second' },
    ...['pd', 'slack'].map((channelId) => ({ severity: 'SEV2' as const, role: 'primary' as const, channelId })),
    { severity: 'SEV3', role: 'primary', channelId: 'slack' },
  ],
};

function channel(id: string, kind: 'pagerduty' | 'webhook' | 'slack' | 'email', canPage: boolean) {
  return { id, kind, canPage, steps: [] as string[], includesDrills: false, to: [] as string[] };
}

type Case = {
  severity?: Severity;
  kind?: 'real' | 'drill' | 'test';
  told?: Told[];
  isAcknowledged?: boolean;
  with?: Settings;
};

function plan(what: LifeEvent, given: Case = {}): string[] {
  const { severity = 'SEV1', kind = 'real', told = [], isAcknowledged = false, with: own = settings } = given;
  return planFor(what, { key: 'INC-42', severity, kind, told, isAcknowledged }, own)
    .map(({ channelId, recipient, urgency }) => `${urgency} ${channelId} ${recipient}`)
    .sort();
}

function told(step: Step, urgency: Urgency, channelId: string, recipient: string, seq = 1): Told {
  return { step, urgency, channelId, recipient, seq };
}

const everybody: Told[] = [
  told('declared', 'page', 'pd', 'fairlead:INC-42:page'),
  told('declared', 'page', 'hook', 'webhook'),
  told('declared', 'notify', 'slack', 'slack'),
  told('declared', 'notify', 'mail', 'a@example.com'),
  told('declared', 'notify', 'mail', 'b@example.com'),
];

describe('the steps of an incident’s life', () => {
  test.each([
    ['declared', {}, 'declared'],
    ['severity_changed', { from: 'SEV2', to: 'SEV1' }, 'raised'],
    ['severity_changed', { from: 'SEV1', to: 'SEV2' }, null],
    ['acknowledged', {}, 'acknowledged'],
    ['role_accepted', { seat: 'commander' }, 'acknowledged'],
    ['role_accepted', { seat: 'scribe' }, null],
    ['update_posted', {}, 'update'],
    ['status_changed', { from: 'investigating', to: 'identified' }, null],
    ['status_changed', { from: 'mitigating', to: 'mitigated' }, 'mitigated'],
    ['status_changed', { from: 'mitigated', to: 'resolved' }, 'resolved'],
    ['status_changed', { from: 'triage', to: 'declined' }, 'resolved'],
    ['status_changed', { from: 'investigating', to: 'cancelled' }, 'resolved'],
    ['status_changed', { from: 'resolved', to: 'closed' }, null],
    ['status_changed', { from: 'resolved', to: 'investigating' }, 'reopened'],
    ['status_changed', { from: 'mitigated', to: 'investigating' }, 'reopened'],
    ['merged', {}, 'resolved'],
    ['target_missed', { code: 'commander' }, 'unacknowledged'],
    ['target_missed', { code: 'postmortem' }, 'reminder'],
    ['target_missed', { code: 'resolved' }, null],
    ['postmortem_published', {}, 'postmortem'],
    ['note', {}, null],
  ] as const)('%s %o is %s', (kind, payload, step) => expect(stepOf({ kind, payload })).toBe(step));

  test('taking command acknowledges, another seat does not', () => {
    expect(isAcknowledgement({ kind: 'role_accepted', payload: { seat: 'commander' } })).toBe(true);
    expect(isAcknowledgement({ kind: 'role_accepted', payload: { seat: 'tech_lead' } })).toBe(false);
  });
});

describe('who hears', () => {
  test('SEV1 pages what can wake somebody and notifies the rest; each address is a recipient of its own', () => {
    expect(plan(event('declared'))).toEqual([
      'notify mail a@example.com',
      'notify mail b@example.com',
      'notify slack slack',
      'page hook webhook',
      'page pd fairlead:INC-42:page',
    ]);
  });

  test('SEV2 notifies its route, SEV3 nobody', () => {
    expect(plan(event('declared'), { severity: 'SEV2' })).toEqual([
      'notify pd fairlead:INC-42:notify',
      'notify slack slack',
    ]);
    expect(plan(event('declared'), { severity: 'SEV3' })).toEqual([]);
  });

  test('raising sends the page that is missing, and says so to those who heard; who was paged is not paged again', () => {
    const raise = event('severity_changed', { from: 'SEV2', to: 'SEV1' }, 5);
    const before = [
      told('declared', 'notify', 'pd', 'fairlead:INC-42:notify'),
      told('declared', 'notify', 'slack', 'slack'),
    ];
    expect(plan(raise, { told: before })).toEqual([
      'notify mail a@example.com',
      'notify mail b@example.com',
      'notify slack slack',
      'page hook webhook',
      'page pd fairlead:INC-42:page',
    ]);
    expect(plan(raise, { told: everybody }).filter((line) => line.startsWith('page'))).toEqual([]);
  });

  test('after a re-opening everybody on the route is called again, and a raise counts from there', () => {
    const reopen = event('status_changed', { from: 'resolved', to: 'investigating' }, 9);
    expect(plan(reopen, { told: everybody })).toContain('page pd fairlead:INC-42:page');
    const raise = event('severity_changed', { from: 'SEV2', to: 'SEV1' }, 12);
    const since = [...everybody, told('reopened', 'notify', 'slack', 'slack', 9)];
    expect(plan(raise, { told: since })).toContain('page pd fairlead:INC-42:page');
  });

  test('without a commander in time the fallback is paged, with the same key; without one, those on the route again', () => {
    const missed = event('target_missed', { code: 'commander' });
    expect(plan(missed, { told: everybody })).toEqual(['page second fairlead:INC-42:page']);
    const alone = { ...settings, routes: settings.routes.filter(({ role }) => role === 'primary') };
    expect(plan(missed, { told: everybody, with: alone })).toEqual([
      'page hook webhook',
      'page pd fairlead:INC-42:page',
    ]);
  });

  test('everybody who was paged or notified hears that it is over, whatever they chose and whatever the route is now', () => {
    const end = event('status_changed', { from: 'mitigated', to: 'resolved' });
    const everyone = everybody.map(({ channelId, recipient }) => `notify ${channelId} ${recipient}`).sort();
    expect(plan(end, { told: everybody })).toEqual(everyone);
    expect(plan(end, { told: everybody, severity: 'SEV3', with: { ...settings, routes: [] } })).toEqual(everyone);
    expect(plan(end, { told: [] })).toEqual([]);
  });

  test('steps that a channel may do without are left out there; PagerDuty hears what moves its incident', () => {
    const mitigated = event('status_changed', { from: 'mitigating', to: 'mitigated' });
    expect(plan(mitigated, { told: everybody })).toEqual(['notify slack slack']);
    expect(plan(event('role_accepted', { seat: 'commander' }), { told: everybody })).toEqual([
      'notify pd fairlead:INC-42:page',
      'notify slack slack',
    ]);
    expect(plan(event('update_posted'))).toEqual([
      'notify mail a@example.com',
      'notify mail b@example.com',
      'notify slack slack',
    ]);
  });

  test('handing command over acknowledges nothing anew', () => {
    expect(plan(event('role_accepted', { seat: 'commander' }), { told: everybody, isAcknowledged: true })).toEqual([]);
  });

  test.each(['drill', 'test'] as const)('a %s reaches only channels that say so', (kind) => {
    expect(plan(event('declared'), { kind })).toEqual(['notify slack slack']);
  });
});
