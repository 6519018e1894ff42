import { describe, expect, test } from 'vitest';
import type { IncidentListRow, ListedTarget } from '../schema/list';
import { nextDueOf, viewPostmortem, viewTargets } from './listing';

const now = new Date('2026-03-02T10:00:00.000Z');
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

function target(
  code: ListedTarget['code'],
  dueInMinutes: number,
  state: ListedTarget['state'] = 'pending',
): ListedTarget {
  return { code, state, dueAt: inMinutes(dueInMinutes), afterMinutes: 15, reason: null };
}

describe('the marks of targets', () => {
  const marksOf = (targets: ListedTarget[]) => viewTargets(targets, now).marks.map(({ mark }) => mark);

  test('the pending one that is due first runs, whatever their order; the post-mortem has no mark', () => {
    const targets = [
      target('commander', -5, 'met'),
      target('resolved', 50),
      target('rollback_verified', 5),
      target('cause_or_hotfix', 20, 'not_applicable'),
      target('postmortem', 1),
    ];
    expect(marksOf(targets)).toEqual(['met', 'later', 'running', 'none']);
  });

  test('the due instant is in time; a millisecond later it is missed, also before that is written down', () => {
    expect(viewTargets([target('commander', 0)], now)).toMatchObject({ missed: 0 });
    const late = viewTargets([target('commander', 0)], new Date(now.getTime() + 1));
    expect([late.missed, late.marks[0]?.mark]).toEqual([1, 'missed']);
  });
});

describe('what is due next', () => {
  const due = (more: Partial<IncidentListRow>) =>
    nextDueOf({ status: 'mitigating', targets: [], nextUpdateDueAt: null, ...more }, now);

  test.each([
    [{ targets: [target('resolved', 40), target('rollback_verified', 5)] }, 'Rollback verified', 300],
    [{ targets: [target('resolved', 40)], nextUpdateDueAt: inMinutes(10) }, 'Status update', 600],
    // An update that is overdue stays the first thing to do; a missed target cannot be met any more.
    [{ targets: [target('resolved', 40)], nextUpdateDueAt: inMinutes(-2) }, 'Status update', -120],
    [{ targets: [target('commander', -1), target('resolved', 40)] }, 'Resolved', 2400],
    [{ targets: [target('postmortem', 1)] }, 'Nothing is due', null],
    [{ status: 'triage' as const }, 'Acknowledge or decline', null],
  ])('%#', (more, what, secondsLeft) => {
    expect(due(more)).toMatchObject({ what, secondsLeft });
  });

  test('nothing once it is over', () => {
    expect(due({ status: 'resolved', nextUpdateDueAt: inMinutes(10) })).toBeNull();
  });
});

describe('the post-mortem of a past incident', () => {
  const words = (more: Partial<IncidentListRow>) =>
    viewPostmortem(
      { status: 'resolved', postmortem: null, needsPostmortem: true, targets: [], ...more } as IncidentListRow,
      now,
    ).words;

  test.each([
    [{ postmortem: 'draft', targets: [target('postmortem', 60 * 24 * 6)] }, 'Draft, due in 6 d'],
    [{ targets: [target('postmortem', -150)] }, 'Not begun, overdue by 2 h 30 m'],
    [{ targets: [target('postmortem', -150, 'missed')] }, 'Not begun, overdue by 2 h 30 m'],
    [{ postmortem: 'published', targets: [target('postmortem', -150, 'missed')] }, 'Published'],
    [{ postmortem: 'skipped', targets: [] }, 'Skipped'],
    [{ needsPostmortem: false, targets: [] }, 'Not required'],
    [{ needsPostmortem: false, postmortem: 'draft' }, 'Draft'],
    [{ status: 'declined', targets: [target('postmortem', 10, 'not_applicable')] }, 'Not required'],
    [{ targets: [target('postmortem', 10, 'not_applicable')] }, 'Not begun, no date'],
  ] as [Partial<IncidentListRow>, string][])('%#', (more, expected) => {
    expect(words(more).replaceAll('\u202f', ' ')).toBe(expected);
  });
});
