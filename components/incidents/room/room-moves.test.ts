import { expect, test } from 'vitest';
import type { IncidentDetail, IncidentStatus } from '@/lib/incidents/schema';
import { movesOf, nextMove } from './room-moves';

const who = (id: string, more = {}) => ({ id, isManager: false, isAdmin: false, ...more });
const ana = { id: 'ana', name: 'Ana' };
const seated = (holder: typeof ana | null, offered: typeof ana | null = null) =>
  [
    {
      seat: 'commander',
      holder,
      accepted_at: null,
      offer: offered && { to: offered, from: holder, offered_at: '', brief: '' },
    },
  ] as IncidentDetail['roles'];
const room = (status: IncidentStatus, holder: typeof ana | null = ana) => ({
  status,
  roles: seated(holder),
  kind: 'real' as const,
  postmortem: 'published' as IncidentDetail['postmortem'],
});
const rules = { postmortemRequired: true };

test.each([
  ['triage', 'Start investigating'],
  ['investigating', 'Mark identified'],
  ['identified', 'Mark mitigating'],
  ['mitigating', 'Mark mitigated'],
  ['mitigated', 'Resolve incident'],
  ['resolved', 'Close incident'],
  ['closed', undefined],
  ['merged', undefined],
] as const)('after %s its commander goes on with: %s', (status, label) => {
  expect(nextMove(room(status), who('ana'), rules)?.label).toBe(label);
});

test('whoever is offered command accepts it, and while nobody has it, it is taken first', () => {
  const ben = { id: 'ben', name: 'Ben' };
  expect(nextMove({ ...room('mitigating'), roles: seated(ana, ben) }, who('ben'), rules)).toMatchObject({
    seat: 'accept',
  });
  expect(nextMove(room('triage', null), who('ben'), rules)).toMatchObject({ seat: 'take' });
  expect(nextMove(room('cancelled', null), who('ben'), rules)).toBeNull();
});

test('what only the commander may says who that is; what anybody may does not ask', () => {
  const steps = movesOf(room('mitigating'), who('ben'));
  const hindered = steps.filter(({ hindrance }) => hindrance !== null).map(({ to }) => to);
  expect(hindered).toEqual(['mitigated', 'resolved', 'merged', 'cancelled']);
  expect(steps.find(({ to }) => to === 'resolved')?.hindrance).toContain('Ana commands');
  expect(nextMove(room('mitigating'), who('ben'), rules)).toBeNull();
  expect(movesOf(room('resolved'), who('eva', { isManager: true })).map(({ hindrance }) => hindrance)).toEqual([
    null,
    null,
  ]);
});

test('while closing waits for the post-mortem, writing that is the next step, for whoever responds', () => {
  const next = (more: Partial<ReturnType<typeof room>>, required = true) =>
    nextMove({ ...room('resolved'), ...more }, who('ben'), { postmortemRequired: required });
  for (const postmortem of [null, 'draft', 'changes_requested'] as const)
    expect(next({ postmortem })).toEqual({ opens: 'postmortem', label: 'Write post-mortem' });
  expect(next({ postmortem: 'approved' })).toEqual({ opens: 'postmortem', label: 'Open post-mortem' });
  // Then it is the commander's to close.
  expect(next({ postmortem: 'skipped' })).toBeNull();
  expect(next({ postmortem: 'draft' }, false)).toBeNull();
});

test('going back to work on what was over asks for a reason; going back a step does not', () => {
  const asks = (status: IncidentStatus) => movesOf(room(status), who('ana')).find(({ to }) => to === 'investigating');
  expect(asks('resolved')).toMatchObject({ label: 'Re-open incident', asks: true });
  expect(asks('identified')).toMatchObject({ label: 'Go back to investigating', asks: false });
});
