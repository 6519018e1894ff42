import { describe, expect, test } from 'vitest';
import { ValidationError } from '@/lib/core/errors';
import { type IncidentPatch, type IncidentStatus, incidentPatch, incidentStatuses } from '../schema';
import { applyPatch, declare, type Incident, mergeReport } from './incident';
import { staleFields } from './stale';
import { counts, movesFrom } from './status';

const now = new Date('2026-03-10T12:00:00Z');
const at = (time: string) => new Date(`2026-03-10T${time}:00Z`);
const report = {
  id: 'x',
  services: ['checkout'],
  said: { title: 'Down', severity: 'SEV1' as const, detectedAt: at('10:05') },
};
const patchOf = (body: { status?: IncidentStatus; [field: string]: unknown }): IncidentPatch =>
  incidentPatch.parse({ ...body, ...(body.status === 'merged' ? { merged_into: 'INC-1' } : {}) });

function incidentIn(status: IncidentStatus): Incident {
  const ended = status === 'resolved' || status === 'closed';
  return { ...declare(report, now).incident, status, resolvedAt: ended ? at('11:00') : null };
}

// incidents.md §4, written out: what is not here is illegal.
const legal: Record<IncidentStatus, IncidentStatus[]> = {
  triage: ['investigating', 'declined', 'merged', 'cancelled'],
  investigating: ['identified', 'mitigating', 'mitigated', 'resolved', 'merged', 'cancelled'],
  identified: ['investigating', 'mitigating', 'mitigated', 'resolved', 'merged', 'cancelled'],
  mitigating: ['investigating', 'identified', 'mitigated', 'resolved', 'merged', 'cancelled'],
  mitigated: ['investigating', 'resolved', 'merged', 'cancelled'],
  resolved: ['investigating', 'closed'],
  closed: ['investigating'],
  declined: [],
  merged: [],
  cancelled: [],
};

describe.each(incidentStatuses)('from %s', (from) => {
  test.each(incidentStatuses.filter((to) => to !== from))('to %s', (to) => {
    const move = () => applyPatch(incidentIn(from), patchOf({ status: to, reason: 'because' }), now);
    if (legal[from].includes(to)) {
      expect(move().incident.status).toBe(to);
      return;
    }
    expect(move).toThrow(ValidationError);
    try {
      move();
    } catch (error) {
      expect(error).toMatchObject({ code: 'illegal_transition', path: '/status' });
      for (const next of movesFrom(from)) expect(String(error)).toContain(next);
    }
  });

  test('to itself changes nothing', () => {
    expect(applyPatch(incidentIn(from), patchOf({ status: from }), now).log).toEqual([]);
  });
});

test('a status that implies a time gets it, and a time that implies a status brings it', () => {
  const start = declare(report, now).incident;
  expect(applyPatch(start, patchOf({ status: 'resolved' }), now).incident.resolvedAt).toEqual(now);
  expect(applyPatch(start, patchOf({ status: 'mitigated' }), now).incident.mitigatedAt).toEqual(now);
  const resolved = applyPatch(start, patchOf({ resolved_at: '2026-03-10T10:35:00Z' }), now).incident;
  expect(resolved).toMatchObject({ status: 'resolved', resolvedAt: at('10:35') });
  expect(applyPatch(resolved, patchOf({ resolved_at: '2026-03-10T10:20:00Z' }), now).incident.resolvedAt).toEqual(
    at('10:20'),
  );
});

test('the two times may arrive apart and in the wrong order; the metrics leave such a span out', () => {
  const { incident } = mergeReport(
    declare(report, now).incident,
    { id: 'x', services: [], said: { resolvedAt: at('09:00') } },
    now,
  );
  expect(incident).toMatchObject({ status: 'resolved', resolvedAt: at('09:00'), detectedAt: at('10:05') });
});

test('every change is in the log, and the log of a change that is none is empty', () => {
  const start = declare(report, now).incident;
  const { log } = applyPatch(
    start,
    patchOf({ title: 'Still down', severity: 'SEV2', caused_by: 'ci-1', summary: 's' }),
    now,
  );
  expect(log.map((entry) => entry.kind).sort()).toEqual([
    'deploy_verdict',
    'severity_changed',
    'summary_changed',
    'title_changed',
  ]);
  expect(applyPatch(start, patchOf({ title: 'Down', severity: 'SEV1' }), now).log).toEqual([]);
  expect(mergeReport(start, report, now).log).toEqual([]);
});

test('drills, tests and what was declined, merged or cancelled do not count', () => {
  expect(counts({ kind: 'real', status: 'investigating' })).toBe(true);
  expect(counts({ kind: 'real', status: 'closed' })).toBe(true);
  for (const status of ['declined', 'merged', 'cancelled'] as const)
    expect(counts({ kind: 'real', status })).toBe(false);
  for (const kind of ['drill', 'test'] as const) expect(counts({ kind, status: 'resolved' })).toBe(false);
});

describe('a correction that leaves the end before the detection is refused at what it set', () => {
  const resolved = { ...incidentIn('resolved'), detectedAt: at('10:05'), resolvedAt: at('11:00') };
  test.each([
    [{ detected_at: '2026-03-10T11:00:01Z' }, '/detected_at'],
    [{ resolved_at: '2026-03-10T10:04:59Z' }, '/resolved_at'],
  ])('%o', (body, path) => {
    expect(() => applyPatch(resolved, patchOf(body), now)).toThrow(
      expect.objectContaining({ code: 'validation_failed', path }),
    );
  });

  test('the same moment is possible, an open incident has no end, and an end that came with other clocks stays', () => {
    expect(applyPatch(resolved, patchOf({ resolved_at: '2026-03-10T10:05:00Z' }), now).log).toHaveLength(1);
    const open = incidentIn('investigating');
    expect(applyPatch(open, patchOf({ detected_at: '2026-03-10T11:30:00Z' }), now).log).toHaveLength(1);
    const skewed = { ...resolved, resolvedAt: at('10:00') };
    expect(applyPatch(skewed, patchOf({ title: 'Checkout down' }), now).incident.title).toBe('Checkout down');
    expect(applyPatch(skewed, patchOf({ detected_at: '2026-03-10T09:00:00Z' }), now).log).toHaveLength(1);
  });
});

describe('a correction made on top of what was seen', () => {
  const before = { ...incidentIn('resolved'), causedBy: 'd1', resolvedAt: at('11:00') };

  test('is in nobody’s way where others changed other fields', () => {
    const patch = patchOf({ title: 'Checkout down' });
    expect(staleFields({ ...before, severity: 'SEV3', causedBy: 'd2' }, patch, { title: 'Down' })).toEqual([]);
  });

  test.each([
    [{ caused_by: 'd3' }, { caused_by: 'd0' }, '/caused_by', 'd1'],
    [{ caused_by: null }, { caused_by: 'd0' }, '/caused_by', 'd1'],
    [{ resolved_at: '2026-03-10T12:00:00Z' }, { resolved_at: null }, '/resolved_at', '2026-03-10T11:00:00.000Z'],
    [{ summary: 'Long' }, { summary: 'Short' }, '/summary', null],
  ])('%o is stale where it saw %o', (body, seen, path, current) => {
    expect(staleFields(before, patchOf(body), seen)).toEqual([{ path, current, message: expect.any(String) }]);
  });

  test('is not stale where somebody else set the same, however the time is written', () => {
    expect(staleFields(before, patchOf({ caused_by: 'd1' }), { caused_by: null })).toEqual([]);
    const seen = { detected_at: '2026-03-10T09:00:00.000Z' };
    expect(staleFields(before, patchOf({ detected_at: '2026-03-10T11:05:00+01:00' }), seen)).toEqual([]);
  });
});
