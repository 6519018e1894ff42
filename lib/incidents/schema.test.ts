import { expect, test } from 'vitest';
import { incidentForm, noteForm } from './schema';

test('a form is parsed as the body of the API is, and each issue names its own field', () => {
  expect(incidentForm.parse({ key: 'INC-1', resolved_at: '2026-03-10T10:35:00Z', caused_by: null })).toMatchObject({
    key: 'INC-1',
    patch: { resolvedAt: new Date('2026-03-10T10:35:00Z'), causedBy: null, title: undefined },
  });
  const paths = (result: ReturnType<typeof incidentForm.safeParse>) =>
    result.error?.issues.map(({ path }) => path.join());
  expect(paths(incidentForm.safeParse({ key: 'INC-1', title: ' ', detected_at: '' }))).toEqual([
    'title',
    'detected_at',
  ]);
  const backwards = { detected_at: '2026-03-10T10:05:00Z', resolved_at: '2026-03-10T10:00:00Z' };
  expect(paths(incidentForm.safeParse({ key: 'INC-1', ...backwards }))).toEqual(['resolved_at']);
});

test('what the API would refuse, a form cannot smuggle in', () => {
  for (const wrong of [
    {},
    { status: 'lost' },
    { severity: 'SEV9' },
    { title: 'a\u0000b' },
    { occurrence: 7 },
    { patch: {} },
    { title: 'Down', seen: { status: 'triage' } },
    { title: 'Down', seen: { title: 7 } },
  ])
    expect(incidentForm.safeParse({ key: 'INC-1', ...wrong }).success).toBe(false);
  expect(incidentForm.safeParse({ title: 'Without a key' }).success).toBe(false);
  expect(noteForm.safeParse({ key: 'INC-1', text: '' }).success).toBe(false);
  expect(noteForm.parse({ key: 'INC-1', text: 'Seen.' }).note).toEqual({
    text: 'Seen.',
    occurredAt: null,
    kind: 'note',
  });
});
