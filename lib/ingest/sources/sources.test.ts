import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { bytes, mutated } from '@/lib/testing/hostile-bodies';
import { adapters } from '../registry';
import { alertmanager } from './alertmanager';
import { grafana } from './grafana';
import { pagerduty } from './pagerduty';

/** Recorded from Alertmanager 0.25 (Debian), with names changed. */
const recorded = {
  receiver: 'fairlead',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighErrorRate', env: 'Production', job: 'Check Out', severity: 'critical' },
      annotations: { description: '85 % of requests fail', summary: 'Checkout answers 503' },
      startsAt: '2026-03-02T10:00:00.123456789Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example/graph?g0.expr=up',
      fingerprint: 'b5a1d1f9a1c3e5d7',
    },
    {
      status: 'resolved',
      labels: { alertname: 'DiskFull', service: 'db' },
      annotations: {},
      startsAt: '2026-03-02T09:00:00Z',
      endsAt: '2026-03-02T10:01:00Z',
      generatorURL: '',
      fingerprint: '00ff00ff00ff00ff',
    },
  ],
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://am.example:9093',
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
};

describe('Alertmanager', () => {
  it('says each alert by itself, in our terms', () => {
    const { event, alerts } = alertmanager.normalise(recorded);
    expect(event).toBe('1 firing, 1 resolved');
    expect(alerts).toMatchObject([
      {
        state: 'firing',
        dedupKey: 'b5a1d1f9a1c3e5d7@2026-03-02T10:00:00.123Z',
        identity: 'b5a1d1f9a1c3e5d7',
        title: 'Checkout answers 503',
        summary: '85 % of requests fail',
        url: 'http://prometheus.example/graph?g0.expr=up',
        level: 'critical',
        service: 'check-out',
        environment: 'production',
        groupKey: '{}:{alertname="HighErrorRate"}',
        startsAt: new Date('2026-03-02T10:00:00.123Z'),
        endsAt: null,
      },
      {
        state: 'resolved',
        title: 'DiskFull',
        url: null,
        level: null,
        service: 'db',
        environment: null,
        endsAt: new Date('2026-03-02T10:01:00Z'),
      },
    ]);
  });

  it('takes the watchdog as proof of life only, and says what was left out', () => {
    const watchdog = { ...recorded, alerts: [{ status: 'firing', labels: { alertname: 'Watchdog' } }] };
    expect(alertmanager.normalise(watchdog)).toMatchObject({ alerts: [], ignored: expect.stringContaining('alive') });
    expect(alertmanager.normalise({ ...recorded, truncatedAlerts: 3 }).notes).toEqual([
      expect.stringContaining('3 alerts'),
    ]);
    const half = { ...recorded, alerts: [...recorded.alerts, { status: 'odd' }] };
    expect(alertmanager.normalise(half)).toMatchObject({ notes: ['1 of 3 alerts could not be read.'] });
  });
});

test('Grafana: a relative link is completed or dropped, the test alert opens nothing, no data only attaches', () => {
  const alert = { status: 'firing', labels: { alertname: 'A' }, generatorURL: '?orgId=1' };
  const group = (externalURL: string, labels = alert.labels as Record<string, string>) => ({
    version: '1',
    externalURL,
    alerts: [{ ...alert, labels }],
  });
  expect(grafana.normalise(group('https://grafana.example/')).alerts[0]?.url).toBe('https://grafana.example/?orgId=1');
  expect(grafana.normalise(group('')).alerts[0]?.url).toBeNull();
  expect(grafana.normalise(group('', { alertname: 'TestAlert', instance: 'Grafana' })).ignored).toBeDefined();
  expect(grafana.normalise(group('', { alertname: 'DatasourceNoData' })).alerts[0]?.attachesOnly).toBe(true);
});

const event = (event_type: string, data: object, more: object = {}) => ({
  event: { id: 'E1', event_type, occurred_at: '2026-03-02T10:05:00.000Z', data, ...more },
});
const incident = {
  id: 'PGR0VU2',
  number: 2,
  title: 'A little bump in the road',
  status: 'triggered',
  urgency: 'high',
  priority: null,
  service: { summary: 'API Service' },
  created_at: '2026-03-02T10:00:00Z',
  html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
};

describe('PagerDuty', () => {
  it('opens at its creation, ends when it was resolved, begins again when re-opened', () => {
    expect(pagerduty.normalise(event('incident.triggered', incident)).alerts).toMatchObject([
      {
        state: 'firing',
        dedupKey: 'PGR0VU2',
        service: 'api-service',
        level: 'high',
        startsAt: new Date('2026-03-02T10:00:00Z'),
      },
    ]);
    expect(pagerduty.normalise(event('incident.resolved', incident)).alerts).toMatchObject([
      { state: 'resolved', endsAt: new Date('2026-03-02T10:05:00Z') },
    ]);
    expect(
      pagerduty.normalise(event('incident.reopened', { ...incident, priority: { summary: 'P1' } })).alerts,
    ).toMatchObject([{ state: 'firing', level: 'P1', startsAt: new Date('2026-03-02T10:05:00Z') }]);
  });
  it('names a delivery by its header, else by its event', () => {
    expect(pagerduty.deliveryKey(new Headers({ 'x-webhook-id': 'W1' }), event('x', {}))).toBe('W1');
    expect(pagerduty.deliveryKey(new Headers(), event('x', {}))).toBe('E1');
  });
  it('puts the rest into the timeline, or aside', () => {
    expect(
      pagerduty.normalise(event('incident.annotated', { content: 'Hello', incident: { id: 'P1' } })).happenings,
    ).toMatchObject([{ kind: 'note', identity: 'P1', text: 'Hello' }]);
    expect(
      pagerduty.normalise(event('incident.acknowledged', incident, { agent: { summary: 'Ana' } })).happenings,
    ).toMatchObject([{ kind: 'acknowledged', by: 'Ana' }]);
    expect(pagerduty.normalise(event('pagey.ping', { message: 'Hello' })).ignored).toContain('alive');
    expect(pagerduty.normalise(event('service.updated', {})).ignored).toBeDefined();
    expect(pagerduty.normalise(event('constructor', {})).ignored).toBeDefined();
  });
});

test.each([
  ['alertmanager', recorded],
  ['grafana', recorded],
  ['pagerduty', event('incident.triggered', incident)],
  [
    'alert',
    { dedup_key: 'a', title: 'b', labels: { c: 'd' }, severity: 'critical', starts_at: '2026-03-02T10:00:00Z' },
  ],
] as const)(
  '%s: whatever is sent in its place is understood or named as wrong, and nothing of it cannot be stored',
  (kind, valid) => {
    fc.assert(
      fc.property(mutated(valid), (source) => {
        let json: unknown;
        try {
          json = JSON.parse(new TextDecoder().decode(bytes(source)));
        } catch {
          return;
        }
        try {
          for (const alert of adapters[kind].normalise(json).alerts) {
            const text = JSON.stringify(alert);
            expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
            expect(alert.dedupKey.length).toBeLessThanOrEqual(255);
            expect(alert.title).not.toBe('');
          }
        } catch (error) {
          if (!(error instanceof z.ZodError || error instanceof AppError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  },
);
