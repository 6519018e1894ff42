import { describe, expect, it } from 'vitest';
import type { ServiceMetrics, Tier } from '../schema';
import { fourMetricsOf } from './answer';
import { noFacts } from './facts';
import { sortedServices } from './service-order';
import { readWindow } from './window';

type Given = { lead?: number | null; tier?: Tier | null; team?: string | null; at?: string; version?: string };

const window = readWindow({ from: '2026-03-01', to: '2026-03-31', tz: 'UTC' }, new Date('2026-04-01T00:00:00Z'));

function row(service: string, { lead = null, tier = null, team = null, at, version }: Given) {
  const medianMs = lead === null ? null : lead * 1000;
  const none = noFacts();
  const facts = { ...none, lead: { ...none.lead, n: lead === null ? 0 : 1, medianMs } };
  const metrics = fourMetricsOf(facts, window, true, { definition: 'handbook', benchmark: 'handbook' });
  const excluded = { negative: 0, baseline: 0, bots: 0 };
  const known: ServiceMetrics = { service, team, overall_tier: tier, ...metrics, excluded };
  return { ...known, lastDeployment: at ? { at } : null, running: version ? [{ version }] : [] };
}

const names = (rows: { service: string }[]) => rows.map(({ service }) => service).join(' ');

describe('sortedServices', () => {
  it('puts services without a value last in both directions, by name', () => {
    const rows = [row('z', {}), row('a', { lead: 60 }), row('b', { lead: 3600 }), row('c', {}), row('d', { lead: 60 })];
    expect(names(sortedServices(rows, 'lead-time', 'ascending', 'handbook'))).toBe('a d b c z');
    expect(names(sortedServices(rows, 'lead-time', 'descending', 'handbook'))).toBe('b a d c z');
  });

  it('counts the lowest tier as the smallest', () => {
    const rows = [row('e', { tier: 'elite' }), row('n', {}), row('l', { tier: 'low' }), row('h', { tier: 'high' })];
    expect(names(sortedServices(rows, 'tier', 'ascending', 'handbook'))).toBe('l h e n');
    expect(names(sortedServices(rows, 'tier', 'descending', 'handbook'))).toBe('e h l n');
  });

  it('reads versions as numbers and dates as instants', () => {
    const rows = [
      row('ten', { version: 'v1.10.0', at: '2026-03-02T00:00:00.000Z' }),
      row('nine', { version: 'v1.9.0', at: '2026-03-10T00:00:00.000Z' }),
      row('none', {}),
    ];
    expect(names(sortedServices(rows, 'version', 'ascending', 'handbook'))).toBe('nine ten none');
    expect(names(sortedServices(rows, 'last-deployment', 'descending', 'handbook'))).toBe('nine ten none');
  });

  it('leaves the given list as it was', () => {
    const rows = [row('b', {}), row('a', {})];
    expect(names(sortedServices(rows, 'service', 'ascending', 'handbook'))).toBe('a b');
    expect(names(rows)).toBe('b a');
  });
});
