import { expect, test } from 'vitest';
import type { ActionAnswer } from '@/lib/actions/schema';
import { changesIn, takeStale } from './action-changes';

const seen: ActionAnswer = {
  id: 'ACT-12',
  incident: 'INC-42',
  incident_title: 'Checkout returns 503',
  incident_kind: 'real',
  severity: 'SEV1',
  services: ['checkout'],
  text: 'Release connections',
  type: 'prevent',
  owner: '@dev-team',
  owner_name: '@dev-team',
  due_on: '2026-03-16',
  priority: 'P2',
  status: 'open',
  overdue: false,
  issue_url: null,
  version: 3,
  created_at: '2026-03-02T10:00:00.000Z',
  updated_at: '2026-03-02T10:00:00.000Z',
  done_at: null,
  url: 'http://127.0.0.1:3000/actions?item=ACT-12',
};

function form(values: Record<string, string>): FormData {
  const data = new FormData();
  const { text, type, priority, status } = seen;
  const shown = { text, type, priority, status, owner: '@dev-team', due_on: '2026-03-16', issue_url: '', ...values };
  for (const [name, value] of Object.entries(shown)) data.set(name, value);
  return data;
}

test('only what was changed is sent, and an emptied field as null', () => {
  expect(changesIn(form({}), seen)).toEqual({});
  expect(changesIn(form({ text: ' Release connections ', priority: 'P1' }), seen)).toEqual({ priority: 'P1' });
  expect(changesIn(form({ owner: '', due_on: '' }), seen)).toEqual({ owner: null, due_on: null });
});

test('after others changed it, what they changed is told, and the version to save on top of', () => {
  const current = { ...seen, status: 'done' as const, owner: null, version: 5 };
  const refusal = {
    ok: false as const,
    code: 'stale_version',
    message: 'x',
    issues: [{ path: '', message: 'x', current }],
  };
  const stale = takeStale(refusal, seen);
  expect(stale.version).toBe(5);
  expect(stale.answer.message).toContain('owner empty, status “done”');
});
