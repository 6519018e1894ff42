import { expect, test } from 'vitest';
import { changesIn, problemIn, type Seen, takeStale, warningIn } from './incident-changes';
import { fieldOfIso } from './zoned-field';

const seen: Seen = {
  title: 'Card payments fail',
  severity: 'SEV2',
  caused_by: 'd1',
  fixed_by: null,
  summary: null,
  started_at: null,
  detected_at: '2026-03-10T10:05:07.613Z',
  mitigated_at: null,
  resolved_at: '2026-03-10T10:35:00.000Z',
};
const zone = 'Europe/Berlin';

/** The form as it opens, with these fields typed over. */
function form(typed: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(seen)) {
    data.set(name, name.endsWith('_at') ? fieldOfIso(value, zone) : (value ?? ''));
  }
  for (const [name, value] of Object.entries(typed)) data.set(name, value);
  return data;
}

test('a form that nobody touched changes nothing', () => {
  expect(changesIn(form(), seen, zone)).toEqual({ changes: {}, before: {} });
});

test('only what was typed is sent, with what was seen there', () => {
  const typed = { caused_by: '', title: ' Checkout down ', resolved_at: '2026-03-10T12:00' };
  expect(changesIn(form(typed), seen, zone)).toEqual({
    changes: { caused_by: null, title: 'Checkout down', resolved_at: '2026-03-10T11:00:00.000Z' },
    before: { caused_by: 'd1', title: seen.title, resolved_at: seen.resolved_at },
  });
});

test.each([
  [{ detected_at: '2026-03-10T10:35:01.000Z' }, '/detected_at'],
  [{ resolved_at: '2026-03-10T10:05:00.000Z' }, '/resolved_at'],
  [{ resolved_at: '2026-03-10T10:30:00.000Z', detected_at: '2026-03-10T10:31:00.000Z' }, '/resolved_at'],
  [{ detected_at: '' }, '/detected_at'],
  [{ resolved_at: '' }, '/resolved_at'],
])('%o is refused at its field', (changes, path) => {
  expect(problemIn(changes, seen)?.issues).toEqual([{ path, message: expect.stringMatching(/\w/) }]);
});

test.each([
  [{ title: 'x' }, { ...seen, resolved_at: '2026-03-10T10:00:00.000Z' }],
  [{ detected_at: '2026-03-10T12:00:00.000Z' }, { ...seen, resolved_at: null }],
  [{ detected_at: '2026-03-10T10:35:00.000Z' }, seen],
])('%o can be', (changes, given) => {
  expect(problemIn(changes, given)).toBeNull();
});

test('told of a change, the form says what it is now, and the next save is on top of it', () => {
  const typed = form({ caused_by: 'd3', resolved_at: '2026-03-10T13:00:00' });
  const issue = (path: string, current: string | null) => ({ path, message: 'x', current });
  const issues = [issue('/caused_by', 'd2'), issue('/resolved_at', '2026-03-10T11:00:00.000Z')];
  const { seen: now, answer } = takeStale({ ok: false, code: 'stale_version', message: 'x', issues }, seen, zone);
  expect(answer.issues.map(({ message }) => message)).toEqual([
    'Somebody changed this to “d2” in the meantime. Save again to put yours in its place.',
    'Somebody changed this to 10 Mar 2026, 12:00:00 Europe/Berlin in the meantime. Save again to put yours in its place.',
  ]);
  expect(changesIn(typed, now, zone)).toEqual({
    changes: { caused_by: 'd3', resolved_at: '2026-03-10T12:00:00.000Z' },
    before: { caused_by: 'd2', resolved_at: '2026-03-10T11:00:00.000Z' },
  });
  // Who would rather keep what is there now types that, and nothing is sent.
  expect(changesIn(form({ caused_by: 'd2' }), now, zone).changes).toEqual({
    resolved_at: '2026-03-10T10:35:00.000Z',
  });
});

test.each([
  // What is fine, or was odd before: nobody is asked.
  [{ title: 'x' }, {}, null, null],
  [{ started_at: '2026-03-10T10:05:07.613Z' }, {}, null, null],
  [{ mitigated_at: '2026-03-10T10:30:00.000Z' }, { started_at: '2026-03-10T10:06:00.000Z' }, null, null],
  // What a correction makes odd is said at the time that it sets.
  [{ started_at: '2026-03-10T10:05:07.614Z' }, {}, null, ['/started_at', 'detected before impact started']],
  [{ mitigated_at: '2026-03-10T10:00:00.000Z' }, {}, null, ['/mitigated_at', 'mitigated before detected']],
  [{ mitigated_at: '2026-03-10T10:36:00.000Z' }, {}, null, ['/mitigated_at', 'resolved before mitigated']],
  [{ resolved_at: '2026-03-10T10:36:00.000Z' }, {}, 'published', ['/resolved_at', 'goes back to its review']],
  [{ resolved_at: '2026-03-10T10:36:00.000Z' }, {}, 'in_review', null],
] as const)('%o on top of %o with a post-mortem that is %s warns of %o', (changes, more, postmortem, expected) => {
  const warning = warningIn(changes, { ...seen, ...more }, postmortem);
  if (expected === null) return expect(warning).toBeNull();
  expect(warning?.issues).toEqual([{ path: expected[0], message: expect.stringContaining(expected[1]) }]);
  expect(warning?.message).toMatch(/Save again if that is right\.$/);
});

test('times that are not in the form are not emptied by it', () => {
  const data = form({ title: 'Checkout down' });
  for (const name of ['started_at', 'detected_at', 'mitigated_at', 'resolved_at']) data.delete(name);
  expect(changesIn(data, seen, zone).changes).toEqual({ title: 'Checkout down' });
});
