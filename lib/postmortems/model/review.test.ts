import { expect, test } from 'vitest';
import { blocksOf, documentOf, seedOf } from './document';
import type { Draft } from './draft';
import { isWritable, postmortemStates, readinessOf, reviewSteps, stateAfter, stepsFrom } from './review';
import { textFields } from './sections';

test('every step from every state', () => {
  const table = postmortemStates.map((state) => [state, ...reviewSteps.map((step) => stateAfter(state, step))]);
  expect(table).toEqual([
    // submit, request_changes, approve, publish, revise, skip
    ['draft', 'in_review', null, null, null, null, 'skipped'],
    ['in_review', null, 'changes_requested', 'approved', null, 'draft', 'skipped'],
    ['changes_requested', 'in_review', null, null, null, null, 'skipped'],
    ['approved', null, 'changes_requested', null, 'published', 'draft', null],
    ['published', null, null, null, null, 'draft', null],
    ['skipped', null, null, null, null, 'draft', null],
  ]);
  expect(postmortemStates.filter(isWritable)).toEqual(['draft', 'in_review', 'changes_requested']);
  expect(stepsFrom('approved')).toEqual(['request_changes', 'publish', 'revise']);
});

const writtenWith = (draft: Draft) => {
  const doc = documentOf(seedOf(draft));
  return { blocks: Object.fromEntries(textFields.map((field) => [field, blocksOf(doc, field)])) as never, added: [] };
};
const states = (
  draft: Draft,
  actions: { owner: string | null; due: string | null; status: string }[],
  isConfirmed = false,
) =>
  Object.fromEntries(
    readinessOf(writtenWith(draft), actions, { rows: 3, isConfirmed }).map(({ id, state, why }) => [id, why ?? state]),
  );

test('a section is ready when it says something, the timeline when somebody confirmed it, actions when they can be followed up', () => {
  expect(states({ impact: ['x'], well: ['y'] }, [])).toEqual({
    summary: 'root cause not written yet',
    timeline: 'nobody confirmed it yet',
    root_cause: 'not written yet',
    actions: 'no action item yet',
    well: 'ready',
    poorly: 'not written yet',
    lessons: 'not written yet',
  });
  const open = { owner: 'a', due: '2026-11-25', status: 'open' };
  const lacking = { ...open, owner: null };
  expect(states({}, [open, lacking], true)).toMatchObject({
    actions: '1 without owner or due date',
    timeline: 'ready',
  });
  expect(states({}, [open, { ...lacking, status: 'cancelled' }])).toMatchObject({ actions: 'ready' });
});
