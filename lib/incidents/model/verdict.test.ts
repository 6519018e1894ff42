import { expect, test } from 'vitest';
import { type IncidentFacts, incidentVerdicts } from './verdict';

const cause = { id: 'd4', environment: 'production', environmentKind: 'production', status: 'succeeded' } as const;
const base: IncidentFacts = {
  incident: {
    kind: 'real',
    status: 'resolved',
    environment: 'production',
    detected_at: '2026-03-10T10:05:00.000Z',
    resolved_at: '2026-03-10T10:35:00.000Z',
    caused_by: 'd4',
    fixed_by: 'd5',
  },
  environmentKind: 'production',
  cause,
  fix: { ...cause, id: 'd5' },
  causeCandidates: 1,
  fixCandidates: 1,
};

/** '+' counts, '-' does not: time to restore, change failure rate, rework rate. */
const marksOf = (facts: IncidentFacts, definition: 'handbook' | 'dora') =>
  incidentVerdicts(facts, definition)
    .map(({ counts }) => (counts ? '+' : '-'))
    .join('');

test.each<
  [
    rule: string,
    incident: Partial<IncidentFacts['incident']>,
    more: Partial<IncidentFacts>,
    handbook: string,
    dora: string,
  ]
>([
  ['a resolved one with cause and fix', {}, {}, '+++', '+++'],
  ['a drill never counts', { kind: 'drill' }, {}, '---', '---'],
  ['a test never counts', { kind: 'test' }, {}, '---', '---'],
  ['a declined one never counts', { status: 'declined' }, {}, '---', '---'],
  ['a merged one never counts', { status: 'merged' }, {}, '---', '---'],
  ['a cancelled one never counts', { status: 'cancelled' }, {}, '---', '---'],
  ['an open one counts against its cause at once', { status: 'investigating', resolved_at: null }, {}, '-++', '-++'],
  ['a negative one is left out', { resolved_at: '2026-03-10T10:00:00.000Z' }, {}, '-++', '-++'],
  ['without a cause it restores, by the handbook only', { caused_by: null }, { cause: null }, '+-+', '--+'],
  ['a cause that is still awaited is none yet', {}, { cause: null }, '+-+', '--+'],
  ['a fix that is still awaited is none yet', {}, { fix: null }, '++-', '++-'],
  ['without an environment it is in scope', { environment: null }, { environmentKind: null }, '+++', '+++'],
  ['staging restores nothing; its cause counts by itself', {}, { environmentKind: 'staging' }, '-++', '-++'],
  [
    'a cause in staging is no production deployment',
    {},
    { cause: { ...cause, environmentKind: 'staging' } },
    '+-+',
    '+-+',
  ],
  ['a cause that was rolled back counts anyway', {}, { cause: { ...cause, status: 'rolled_back' } }, '+-+', '+-+'],
  ['a cause that failed', {}, { cause: { ...cause, status: 'failed' } }, '+-+', '+-+'],
  ['a fix that failed is no rework', {}, { fix: { ...cause, status: 'failed' } }, '++-', '++-'],
])('%s', (_rule, incident, more, handbook, dora) => {
  const facts = { ...base, ...more, incident: { ...base.incident, ...incident } };
  expect(marksOf(facts, 'handbook')).toBe(handbook);
  expect(marksOf(facts, 'dora')).toBe(dora);
  for (const { text } of incidentVerdicts(facts, 'dora')) expect(text).not.toBe('');
});

test('an id that several deployments have is said to be ambiguous, not awaited', () => {
  const texts = (more: Partial<IncidentFacts>) =>
    incidentVerdicts({ ...base, cause: null, fix: null, ...more }, 'dora').map(({ text }) => text);
  for (const text of texts({ causeCandidates: 2, fixCandidates: 3 })) expect(text).toContain('ambiguous');
  for (const text of texts({ causeCandidates: 0, fixCandidates: 0 })) expect(text).toContain('not been reported yet');
});
