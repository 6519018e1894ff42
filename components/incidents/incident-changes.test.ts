import { expect, test } from 'vitest';
import { changesIn, problemIn, type Seen, takeStale } from './incident-changes';
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
