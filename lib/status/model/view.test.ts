import { expect, test } from 'vitest';
import { statusFeed } from './feed';
import { publicState, statusView, type UpdateRow } from './view';

const now = new Date('2026-03-10T12:00:00Z');

function row(incident: string, at: string, status: string, more: Partial<UpdateRow> = {}): UpdateRow {
  const words = { headline: null, conditions: null, actions: null, needs: null, nextDueAt: null };
  return { id: `${incident}-${at}`, incident, status, at, ...words, ...more };
}

test.each([
  ['triage', 'ongoing'],
  ['investigating', 'ongoing'],
  ['identified', 'ongoing'],
  ['mitigating', 'ongoing'],
  ['mitigated', 'monitoring'],
  ['resolved', 'over'],
  ['closed', 'over'],
  ['cancelled', 'over'],
  ['merged', 'over'],
] as const)('outsiders read %s as %s', (status, state) => expect(publicState(status)).toBe(state));

test('open ones first, then 30 days of the UTC calendar, each with what was first reported on it', () => {
  const { open, days } = statusView(
    [
      row('old', '2026-03-09T23:59:59.999Z', 'resolved', { headline: 'Sign-in was slow' }),
      row('old', '2026-03-10T00:30:00.000Z', 'resolved'),
      row('now', '2026-03-10T11:00:00.000Z', 'mitigated', { headline: 'Payments recover' }),
      row('now', '2026-01-01T10:00:00.000Z', 'mitigated', { headline: 'Payments fail' }),
    ],
    now,
  );
  expect(open.map(({ id, headline, since, updates }) => [id, headline, since, updates.length])).toEqual([
    ['now', 'Payments recover', '2026-01-01T10:00:00.000Z', 2],
  ]);
  expect(days).toHaveLength(30);
  expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2026-03-10', '2026-02-09']);
  expect(days.flatMap(({ date, incidents }) => incidents.map(({ headline }) => `${date} ${headline}`))).toEqual([
    '2026-03-09 Sign-in was slow',
  ]);
  // No day on which something went on says that nothing did.
  const wentOn = days.flatMap(({ date, ongoing }) => ongoing.map(({ id }) => `${date} ${id}`));
  expect(wentOn.filter((line) => line.endsWith('now'))).toHaveLength(30);
  expect(wentOn.filter((line) => line.endsWith('old'))).toEqual(['2026-03-10 old']);
});

test('the feed is one item per update, newest first, escaped, and the same for the same updates', () => {
  const rows = [
    row('a', '2026-03-09T10:00:00.000Z', 'resolved', {
      headline: 'Slow <b> & "late"',
      conditions: 'a\u0008b \ud800 ]]>',
      needs: 'Wait.',
    }),
    row('a', '2026-03-09T11:00:00.000Z', 'resolved', { conditions: 'Over.' }),
  ];
  const feed = (at: Date) => {
    const { open, days } = statusView(rows, at);
    return statusFeed([...open, ...days.flatMap(({ incidents }) => incidents)], 'https://desk.example');
  };
  const text = feed(now);
  expect(feed(new Date(now.getTime() + 1000))).toBe(text);
  expect(text).toContain('<lastBuildDate>Mon, 09 Mar 2026 11:00:00 GMT</lastBuildDate>');
  expect(text.indexOf('<description>Over.</description>')).toBeLessThan(text.indexOf('Wait.'));
  expect(text).toContain('<title>Slow &lt;b&gt; &amp; &quot;late&quot;</title>');
  expect(text).toContain('<description>ab  ]]&gt;\n\nWait.</description>');
  expect(text.match(/<guid isPermaLink="false">/g)).toHaveLength(2);
});
