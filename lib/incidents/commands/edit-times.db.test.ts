import sql from 'sql-template-tag';
import { beforeAll, expect, test } from 'vitest';
import { ForbiddenError, ValidationError } from '@/lib/core/errors';
import { primarySql } from '@/lib/db/pool';
import { createTestKey } from '@/lib/testing/api';
import { incidentCalls } from '@/lib/testing/incident-calls';
import { makeUser } from '@/lib/testing/people';
import { timeHindrance } from '../model/authority';
import { type IncidentStatus, incidentForm } from '../schema';
import { editIncident } from './edit';
import { changeSeat } from './seats';

let key: string;
beforeAll(async () => {
  ({ key } = await createTestKey());
});
const { post, patch, get, declared } = incidentCalls(() => key);

test('times whose order is odd are taken, and every answer warns of them until they are corrected', async () => {
  const times = { started_at: '2026-03-10T10:06:00Z', detected_at: '2026-03-10T10:05:00Z' };
  const report = { id: 'odd', title: 'Card payments fail', severity: 'SEV2', ...times };
  const made = await post(report);
  expect(made).toMatchObject({ status: 201, body: { warnings: ['DETECTED_BEFORE_IMPACT'] } });
  expect((await post({ id: 'odd', summary: 'x' })).body.warnings).toEqual(['DETECTED_BEFORE_IMPACT']);
  const edited = await patch('odd', {
    status: 'resolved',
    mitigated_at: '2026-03-10T10:40:00Z',
    resolved_at: '2026-03-10T10:30:00Z',
  });
  expect(edited).toMatchObject({
    status: 200,
    body: { warnings: ['DETECTED_BEFORE_IMPACT', 'RESOLVED_BEFORE_MITIGATED'] },
  });
  const { body } = await get('odd');
  expect(body.warnings).toEqual(edited.body.warnings);
  // Only what is ok has a number.
  expect(body.duration_states).toEqual({
    time_to_acknowledge: 'missing',
    time_to_detect: 'invalid',
    time_to_mitigate: 'ok',
    time_to_restore: 'ok',
    duration: 'ok',
  });
  expect(body.durations.time_to_detect_seconds).toBeNull();
  const corrected = await patch('odd', { started_at: '2026-03-10T10:00:00Z', mitigated_at: '2026-03-10T10:20:00Z' });
  expect(corrected.body.warnings).toEqual([]);
  expect((await patch('odd', { resolved_at: '2026-03-10T10:04:00Z' })).body).toMatchObject({ path: '/resolved_at' });
});

test('while it goes on, what has not come yet is pending; what was never told is missing', async () => {
  expect((await get(await declared())).body.duration_states).toEqual({
    time_to_acknowledge: 'pending',
    time_to_detect: 'missing',
    time_to_mitigate: 'pending',
    time_to_restore: 'pending',
    duration: 'missing',
  });
});

test('a changed time under an approved post-mortem says that its review opens again', async () => {
  const name = await declared({ resolved_at: '2026-03-10T10:35:00Z' });
  await primarySql(sql`
    UPDATE incident SET postmortem_state = 'approved', fold = jsonb_set(fold, '{room,postmortem}', '"approved"')
    WHERE 'INC-' || number = ${name}`);
  expect((await patch(name, { summary: 'A bad release' })).body.warnings).toEqual([]);
  expect((await patch(name, { resolved_at: '2026-03-10T10:36:00Z' })).body.warnings).toEqual([
    'POSTMORTEM_REVIEW_REOPENED',
  ]);
  expect((await patch(name, { resolved_at: '2026-03-10T10:37:00Z' })).body.warnings, 'it is open already').toEqual([]);
});

const all = ['started_at', 'detected_at', 'mitigated_at', 'resolved_at'] as const;
const statuses: IncidentStatus[] = ['triage', 'investigating', 'mitigated', 'resolved'];

test.each(statuses)(
  'of one that is %s, the form offers the times that the command takes, and no other',
  async (status) => {
    const [commander, scribe, other] = [
      await makeUser('responder'),
      await makeUser('responder'),
      await makeUser('responder'),
    ];
    const manager = await makeUser('release_manager');
    for (const seats of ['nobody', 'commander', 'both'] as const) {
      for (const who of [commander, scribe, other, manager]) {
        for (const time of all) {
          const name = await declared({ severity: 'SEV3' });
          const seat = (which: 'commander' | 'scribe', user: { id: string }) =>
            changeSeat.execute({ key: name, seat: which, do: 'assign', user: user.id }, { actor: commander });
          if (seats !== 'nobody') await seat('commander', commander);
          if (seats === 'both') await seat('scribe', scribe);
          await primarySql(sql`
          UPDATE incident SET status = ${status}::incident_status,
            resolved_at = CASE WHEN ${status === 'resolved'} THEN detected_at + interval '1 hour' END
          WHERE 'INC-' || number = ${name}`);
          const why = timeHindrance(
            { id: who.id, isManager: who === manager, isAdmin: false },
            time,
            status,
            seats === 'nobody' ? null : commander,
            seats === 'both' ? scribe : null,
          );
          const form = incidentForm.parse({ key: name, [time]: '2026-03-10T10:15:00Z' });
          const saved = editIncident.execute(form, { actor: who });
          const about = `${seats} seated, ${who === commander ? 'commander' : who === scribe ? 'scribe' : who.role}: ${time}`;
          if (why === null) await expect(saved, about).resolves.toMatchObject({ changed: expect.anything() });
          else
            await expect(saved, about).rejects.toThrow(
              why.startsWith('Nobody investigates') ? ValidationError : ForbiddenError,
            );
        }
      }
    }
  },
);
