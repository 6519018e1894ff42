import { expect, test } from 'vitest';
import { blocksOf, documentOf, seedOf } from './document';
import { draftOf } from './draft';
import { durationText, type PostmortemFacts, type TargetFact } from './facts';
import { type ActionLine, postmortemMarkdown } from './markdown';
import { textFields } from './sections';
import { identifiedAs, type LogRow, timelineOf } from './timeline';

/** The handbook's own incident (§7.2; incidents.md §16): exported, it reads as the handbook prints it. */
const at = (clock: string) => `2024-01-15T${clock}:00.000Z`;
const target = (code: string, afterMinutes: number, state: TargetFact['state'], metAt: string | null): TargetFact => ({
  code,
  afterMinutes,
  occurrence: 1,
  state,
  dueAt: new Date(new Date(at('14:25')).getTime() + afterMinutes * 60_000).toISOString(),
  metAt,
  reason: null,
});
const row = (seq: number, clock: string, kind: string, text: string, payload = {}): LogRow => ({
  seq,
  kind,
  text,
  payload,
  occurredAt: at(clock),
  recordedAt: '2024-01-15T16:00:00.000Z',
});
// Written down afterwards and in disorder; shown by when it happened.
const log = [
  row(1, '14:55', 'note', 'All systems healthy, incident closed'),
  row(2, '14:23', 'note', 'Deploy completed (v1.5.2 rolled out)'),
  row(3, '14:25', 'note', 'Error rate spiked to 85% (login endpoint returning 503)'),
  row(4, '14:28', 'decision', 'Incident Commander paged, rollback initiated'),
  row(5, '14:35', 'note', 'Rollback complete (v1.5.1 restored)'),
  row(6, '14:40', 'note', 'Error rate dropped to 0.1% (normal)'),
  row(7, '14:41', 'target_met', 'Rollback verified'),
  row(12, '14:25', 'declared', 'SEV1 Users cannot log in'),
  row(13, '14:55', 'status_changed', 'Status changed from investigating to resolved', { to: 'resolved' }),
  row(14, '15:10', 'deploy_verdict', 'Caused by deployment d1'),
  row(8, '14:42', 'event_amended', 'typo', { target_seq: 99 }),
];
const facts: PostmortemFacts = {
  key: 'INC-1',
  title: 'Users cannot log in',
  severity: 'SEV1',
  services: ['login'],
  environment: 'production',
  summary: '100% of users unable to log in',
  startedAt: at('14:23'),
  detectedAt: at('14:25'),
  mitigatedAt: at('14:40'),
  resolvedAt: at('14:55'),
  occurrence: 1,
  cause: { key: 1, id: 'd1', service: 'login', version: 'v1.5.2', finishedAt: at('14:23'), isRollback: false },
  fix: { key: 2, id: 'd2', service: 'login', version: 'v1.5.1', finishedAt: at('14:35'), isRollback: true },
  targets: [
    target('commander', 5, 'met', at('14:28')),
    target('rollback_started', 10, 'met', at('14:28')),
    target('rollback_verified', 15, 'met', at('14:35')),
    target('cause_or_hotfix', 30, 'not_applicable', null),
    target('resolved', 60, 'met', at('14:55')),
    target('postmortem', 1440, 'pending', null),
  ],
  timeline: timelineOf(log, null),
  logRows: log.length,
  identifiedAs: 'Database connection pool exhausted (maxed at 100 connections)',
};
const action = (text: string, owner: string, due: string): ActionLine => ({ text, owner, due, status: 'open' });
const actions = [
  action('Fix connection leak', '@dev-team', '2024-01-16'),
  action('Extend load test to 30 minutes', '@qa', '2024-01-17'),
  action('Add alert for connection pool usage >80%', '@sre', '2024-01-18'),
  action('Implement gradual rollout (1% canary for 15 min)', '@release', '2024-01-20'),
];

function exported(draft = draftOf(facts)): string {
  const doc = documentOf(seedOf(draft));
  const blocks = Object.fromEntries(textFields.map((field) => [field, blocksOf(doc, field)])) as Record<
    (typeof textFields)[number],
    ReturnType<typeof blocksOf>
  >;
  return postmortemMarkdown({ facts, blocks, added: [], actions });
}

test('what people wrote into it exports as the handbook prints it, to the letter', () => {
  expect(
    exported({
      impact: ['100% of users unable to log in'],
      cause: ['Database connection pool exhausted (maxed at 100 connections)'],
      root_cause: [
        'New code introduced connection leak (connections not released after query)',
        "Load test didn't catch this (ran for 10 min, leak appeared after 15 min)",
      ],
      well: [
        'Rollback completed in 12 minutes (met <15 min SLA)',
        'Incident detected in 2 minutes (alert fired quickly)',
      ],
      poorly: [
        'No canary deployment (100% rollout exposed all users)',
        "Load test didn't catch connection leak (too short duration)",
      ],
      lessons: [
        'All deploys must have canary phase (1% for 15 min)',
        'Load tests must run for 30+ minutes (catch slow leaks)',
      ],
    }),
  ).toBe(`**Incident Summary:**
- **Date:** 2024-01-15
- **Severity:** SEV1 (production outage)
- **Duration:** 32 minutes (14:23 - 14:55 UTC)
- **Impact:** 100% of users unable to log in
- **Root Cause:** Database connection pool exhausted (maxed at 100 connections)

**Timeline:**
- 14:23: Deploy completed (v1.5.2 rolled out)
- 14:25: Error rate spiked to 85% (login endpoint returning 503)
- 14:28: Incident Commander paged, rollback initiated
- 14:35: Rollback complete (v1.5.1 restored)
- 14:40: Error rate dropped to 0.1% (normal)
- 14:55: All systems healthy, incident closed

**Root Cause:**
- New code introduced connection leak (connections not released after query)
- Load test didn't catch this (ran for 10 min, leak appeared after 15 min)

**Action Items:**
- [ ] Fix connection leak (assign: @dev-team, due: 2024-01-16)
- [ ] Extend load test to 30 minutes (assign: @qa, due: 2024-01-17)
- [ ] Add alert for connection pool usage >80% (assign: @sre, due: 2024-01-18)
- [ ] Implement gradual rollout (1% canary for 15 min) (assign: @release, due: 2024-01-20)

**What Went Well:**
- Rollback completed in 12 minutes (met <15 min SLA)
- Incident detected in 2 minutes (alert fired quickly)

**What Went Poorly:**
- No canary deployment (100% rollout exposed all users)
- Load test didn't catch connection leak (too short duration)

**Lessons Learned:**
- All deploys must have canary phase (1% for 15 min)
- Load tests must run for 30+ minutes (catch slow leaks)
`);
});

test('the draft names every figure with its anchor', () => {
  const draft = draftOf(facts);
  expect(draft.impact).toEqual(['100% of users unable to log in']);
  expect(draft.cause).toEqual(['Database connection pool exhausted (maxed at 100 connections)']);
  expect(draft.root_cause?.[0]).toBe('v1.5.2 of login exposed it (deployed 2024-01-15 14:23 UTC)');
  expect(draft.well).toEqual([
    'Incident detected in 2 minutes',
    'Rollback completed in 12 minutes from the deployment, 10 minutes from detection (met the target of 15 minutes from detection)',
    'Commander seated 3 minutes after detection (met, target: 5 minutes)',
    'Rollback started 3 minutes after detection (met, target: 10 minutes)',
    'Resolved 30 minutes after detection (met, target: 1 hour)',
  ]);
  expect(draft.poorly).toEqual([]);
  const exportedDraft = exported();
  expect(exportedDraft).toContain('- **Duration:** 32 minutes (14:23 - 14:55 UTC)');
  expect(exportedDraft).toContain('**What Went Poorly:**\n- Not written yet');
});

test('a missed target goes to what went poorly, with the time that it took', () => {
  const missed = {
    ...facts,
    targets: [target('commander', 5, 'missed', at('14:41')), target('resolved', 60, 'missed', null)],
  };
  expect(draftOf(missed).poorly).toEqual([
    'Commander seated 16 minutes after detection (missed, target: 5 minutes)',
    'Resolved: not reached within 1 hour of detection',
  ]);
});

test.each([
  [at('14:23'), at('14:55'), '32 minutes (14:23 - 14:55 UTC)'],
  [null, at('14:55'), '30 minutes (14:25 - 14:55 UTC, from detection)'],
  [at('13:17'), at('14:55'), '1 hour 38 minutes (13:17 - 14:55 UTC)'],
  ['2024-01-14T23:50:00Z', at('00:10'), '20 minutes (2024-01-14 23:50 - 2024-01-15 00:10 UTC)'],
  [at('14:56'), at('14:55'), null],
  [at('14:23'), null, null],
])('from %s to %s: %s', (startedAt, resolvedAt, text) => {
  expect(durationText({ startedAt, resolvedAt, detectedAt: at('14:25') })).toBe(text);
});

test('the same facts give the same seed, and one that came twice is one', () => {
  const seed = seedOf(draftOf(facts));
  expect(seedOf(draftOf(facts))).toEqual(seed);
  expect(blocksOf(documentOf(seed, seed), 'well')).toEqual(blocksOf(documentOf(seed), 'well'));
});

test('the log is told as it stands: amended, without what was hidden; chosen rows alone when somebody chose', () => {
  const later = [
    ...log,
    row(9, '14:50', 'event_amended', 'Error rate spiked to 86%', { target_seq: 3, occurred_at: null }),
    row(10, '14:51', 'event_hidden', 'said twice', { target_seq: 5, hidden: true }),
    row(11, '14:26', 'hypothesis', 'The pool is exhausted'),
  ];
  const texts = timelineOf(later, null).map(({ text }) => text);
  expect(texts).toContain('Error rate spiked to 86%');
  expect(texts).not.toContain('Rollback complete (v1.5.1 restored)');
  expect(timelineOf(later, [6, 2, 5]).map(({ seq }) => seq)).toEqual([2, 6]);
  expect(identifiedAs(later)).toBe('The pool is exhausted');
});

test('of a long log only what was decided and done is told by itself', () => {
  const long = Array.from({ length: 40 }, (_, index) =>
    row(index + 1, '14:30', index === 7 ? 'decision' : 'note', `row ${index + 1}`),
  );
  expect(timelineOf(long, null).map(({ seq }) => seq)).toEqual([8]);
});
