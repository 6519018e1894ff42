import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { editIncident } from '@/lib/incidents/commands/edit';
import { changeSeat } from '@/lib/incidents/commands/seats';
import { readIncident } from '@/lib/incidents/queries/record';
import { incidentPatch } from '@/lib/incidents/schema';
import type { IssuedSource } from '@/lib/sources/schema';
import { makeKey, makeUser } from '@/lib/testing/people';
import { contents } from '@/lib/testing/rows';
import { deliver, incidentsOfService, makeSource, promAlert, promGroup } from '@/lib/testing/webhooks';

const viewer = { kind: 'system', name: 'a case' } as const;
let source: IssuedSource;
beforeAll(async () => {
  source = await makeSource('alertmanager', 'Prometheus');
});

const minutesAgo = (minutes: number) => new Date(now().getTime() - minutes * 60_000);
const send = (...alerts: ReturnType<typeof promAlert>[]) => deliver(source, promGroup(...alerts));
const key = ({ number }: { number: number }) => `INC-${number}`;

async function patch(incident: { number: number }, fields: object): Promise<void> {
  const actor = await makeKey(['incidents']);
  await editIncident.execute({ key: key(incident), patch: incidentPatch.parse(fields) }, { actor });
}

describe('what fires', () => {
  it('opens one incident, however many alerts of a service come at once', async () => {
    const labels = { service: 'burst' };
    // A sender that is told to come back does so, as Alertmanager does.
    const untilTaken = async (index: number): Promise<number> => {
      const alert = promAlert({ name: `Burst${index}`, labels, startsAt: minutesAgo(1), fingerprint: `f${index}` });
      const { status } = await send(alert);
      return status === 503 ? untilTaken(index) : status;
    };
    const statuses = await Promise.all(Array.from({ length: 100 }, (_each, index) => untilTaken(index)));
    expect(statuses).toEqual(Array.from({ length: 100 }, () => 202));
    const incidents = await incidentsOfService('burst');
    expect(incidents).toHaveLength(1);
    const [counts] = await primarySql(sql`
      SELECT count(*)::int AS all, (count(*) FILTER (WHERE opened))::int AS opened FROM incident_alert WHERE incident_id = ${incidents[0]?.id ?? 0}`);
    expect(counts).toEqual({ all: 100, opened: 1 });
    // A storm is told in 20 rows and one that says that there are more.
    expect(incidents[0]?.kinds.filter((kind) => kind === 'alert_attached')).toHaveLength(21);
  });

  it('begins in triage, with the severity of the sender’s word, never SEV1 by itself, detected at its start', async () => {
    const startsAt = minutesAgo(7);
    await send(promAlert({ name: 'Down', labels: { service: 'first' }, startsAt }));
    const [incident] = await incidentsOfService('first');
    expect(incident).toMatchObject({
      status: 'triage',
      severity: 'SEV2',
      title: 'Down is firing',
      detectedAt: startsAt,
    });
    expect(incident?.kinds.slice(0, 2)).toEqual(['declared', 'alert_attached']);
    await send(promAlert({ name: 'Odd', labels: { service: 'odd', severity: 'armageddon' }, startsAt }));
    expect(await incidentsOfService('odd')).toMatchObject([{ severity: 'SEV3' }]);
    const strict = await makeSource('alertmanager', 'Strict', { severities: { critical: 'SEV1' } });
    await deliver(strict, promGroup(promAlert({ name: 'Worst', labels: { service: 'worst' }, startsAt })));
    expect(await incidentsOfService('worst')).toMatchObject([{ severity: 'SEV1' }]);
  });

  it('is detected at receipt where its start is older than a day', async () => {
    const before = now();
    await send(promAlert({ name: 'Old', labels: { service: 'old' }, startsAt: minutesAgo(60 * 25) }));
    const [incident] = await incidentsOfService('old');
    expect(incident?.detectedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('joins the open incident of its service and environment, and of no other', async () => {
    await send(promAlert({ name: 'A', labels: { service: 'join' } }));
    const answer = await send(promAlert({ name: 'B', labels: { service: 'join', severity: 'warning' } }));
    const [incident] = await incidentsOfService('join');
    expect(answer.body).toMatchObject({ outcome: 'applied', incidents: [key(incident ?? { number: 0 })] });
    await send(promAlert({ name: 'C', labels: { service: 'join', environment: 'staging' } }));
    expect(await incidentsOfService('join')).toHaveLength(2);
  });

  it('goes on in an incident that was made private, and begins to go into none that is', async () => {
    const hide = (number: number) =>
      primarySql(sql`
        UPDATE incident SET visibility = 'private', fold = jsonb_set(fold, '{room,visibility}', '"private"') WHERE number = ${number}`);
    const declared = await declareIncident.execute(
      { title: 'Keys leaked', services: ['private-one'], visibility: 'private' },
      { actor: await makeUser('responder') },
    );
    const first = await send(promAlert({ name: 'A', labels: { service: 'private-one' } }));
    const [, made] = await incidentsOfService('private-one');
    expect(first.body.incidents).toEqual([key(made ?? { number: 0 })]);
    await hide(made?.number ?? 0);
    const second = await send(promAlert({ name: 'B', labels: { service: 'private-one' } }));
    expect(second.body.incidents).toEqual(first.body.incidents);
    // What everybody sees comes first.
    const { number } = await declareIncident.execute(
      { title: 'Checkout is slow', services: ['private-one'] },
      { actor: await makeUser('responder') },
    );
    const third = await send(promAlert({ name: 'C', labels: { service: 'private-one' } }));
    expect(third.body.incidents).toEqual([key({ number })]);
    expect((await incidentsOfService('private-one')).map((each) => each.number)).toEqual([
      declared.number,
      made?.number,
      number,
    ]);
    expect(JSON.stringify([first, second, third])).not.toContain('leaked');
  });

  it('only attaches where its word says so', async () => {
    const labels = { service: 'quiet', severity: 'info' };
    expect((await send(promAlert({ name: 'Info', labels }))).body).toMatchObject({ outcome: 'ignored', incidents: [] });
    await send(promAlert({ name: 'Real', labels: { service: 'quiet' } }));
    expect((await send(promAlert({ name: 'Info2', labels }))).body).toMatchObject({ outcome: 'applied' });
    expect(await incidentsOfService('quiet')).toHaveLength(1);
  });

  it('proposes a higher severity, and sets none', async () => {
    await send(promAlert({ name: 'Small', labels: { service: 'rise', severity: 'warning' } }));
    await send(promAlert({ name: 'Big', labels: { service: 'rise', severity: 'critical' } }));
    const [incident] = await incidentsOfService('rise');
    expect(incident).toMatchObject({ severity: 'SEV3' });
    const rows = await primarySql<{ proposed: string | null }>(sql`
      SELECT payload ->> 'proposed_severity' AS proposed FROM incident_event WHERE incident_id = ${incident?.id ?? 0} AND kind = 'alert_attached' ORDER BY seq`);
    expect(rows.map(({ proposed }) => proposed)).toEqual([null, 'SEV2']);
    const room = () => readIncident(viewer, key(incident ?? { number: 0 }));
    expect(await room()).toMatchObject({
      alerts: { firing: 2, total: 2 },
      proposals: [{ kind: 'severity', to: 'SEV2' }],
    });
    // Somebody raised it: nothing is proposed any more.
    await patch(incident ?? { number: 0 }, { severity: 'SEV2' });
    expect((await room()).proposals).toEqual([]);
  });

  it('follows a merge to what the incident was merged into', async () => {
    await send(promAlert({ name: 'A', labels: { service: 'merge-a' } }));
    await send(promAlert({ name: 'B', labels: { service: 'merge-b' } }));
    const [[a], [b]] = [await incidentsOfService('merge-a'), await incidentsOfService('merge-b')];
    await primarySql(
      sql`UPDATE incident SET status = 'merged', merged_into_id = ${b?.id ?? 0} WHERE id = ${a?.id ?? 0}`,
    );
    const answer = await send(promAlert({ name: 'C', labels: { service: 'merge-a' } }));
    expect(answer.body.incidents).toEqual([key(b ?? { number: 0 })]);
  });
});

describe('what is told again, late, or in another order', () => {
  it('changes nothing when it is the same again but for its count', async () => {
    const alert = promAlert({ name: 'Again', labels: { service: 'again' } });
    await send(alert);
    const seen = await incidentsOfService('again');
    const { incident_event: events, incident: incidents, incident_alert: links } = await contents();
    const answer = await send(alert);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ outcome: 'duplicate', incidents: [] });
    expect(await contents()).toMatchObject({ incident_event: events, incident: incidents, incident_alert: links });
    expect(await incidentsOfService('again')).toEqual(seen);
    expect(await primarySql(sql`SELECT count, state FROM alert WHERE title = 'Again is firing'`)).toEqual([
      { count: 2, state: 'firing' },
    ]);
  });

  it('keeps an end that comes before its start, and opens nothing for it', async () => {
    const labels = { service: 'late' };
    const early = await send(promAlert({ name: 'Late', labels, status: 'resolved' }));
    expect(early.body).toMatchObject({ outcome: 'applied', incidents: [] });
    const start = await send(promAlert({ name: 'Late', labels }));
    expect(start.body).toMatchObject({ outcome: 'applied', incidents: [] });
    expect(await incidentsOfService('late')).toEqual([]);
    expect(
      await primarySql(sql`SELECT state, fired_at IS NOT NULL AS fired FROM alert WHERE title = 'Late is firing'`),
    ).toEqual([{ state: 'resolved', fired: true }]);
  });

  it('does not wake what is over when its start comes once more', async () => {
    const alert = { name: 'Once', labels: { service: 'once' } };
    await send(promAlert(alert));
    await send(promAlert({ ...alert, status: 'resolved' }));
    const answer = await send(promAlert(alert));
    expect(answer.body).toMatchObject({ outcome: 'duplicate' });
    expect(await incidentsOfService('once')).toMatchObject([{ status: 'declined' }]);
  });

  it('ends a firing whose end was never told when the same fires anew', async () => {
    const alert = { name: 'Restarted', labels: { service: 'restarted' }, startsAt: minutesAgo(30) };
    await send(promAlert(alert));
    await send(promAlert({ ...alert, startsAt: minutesAgo(2) }));
    const states = await primarySql<{ state: string }>(
      sql`SELECT state FROM alert WHERE title = 'Restarted is firing' ORDER BY id`,
    );
    expect(states.map(({ state }) => state)).toEqual(['resolved', 'firing']);
    expect(await incidentsOfService('restarted')).toMatchObject([{ status: 'triage' }]);
  });
});

describe('when all have cleared', () => {
  it('an incident that nobody accepted is declined', async () => {
    const labels = { service: 'clear' };
    await send(promAlert({ name: 'A', labels }), promAlert({ name: 'B', labels }));
    await send(promAlert({ name: 'A', labels, status: 'resolved' }));
    expect(await incidentsOfService('clear')).toMatchObject([{ status: 'triage' }]);
    await send(promAlert({ name: 'B', labels, status: 'resolved' }));
    const [incident] = await incidentsOfService('clear');
    expect(incident?.status).toBe('declined');
    expect(incident?.kinds.slice(-2)).toEqual(['alerts_cleared', 'status_changed']);
    const [row] = await primarySql(sql`SELECT reason FROM incident WHERE id = ${incident?.id ?? 0}`);
    expect(row).toEqual({ reason: 'alert_cleared' });
  });

  it('one that people are at is left as it is: mitigated is proposed', async () => {
    const labels = { service: 'taken' };
    await send(promAlert({ name: 'A', labels }));
    const [incident] = await incidentsOfService('taken');
    await patch(incident ?? { number: 0 }, { status: 'investigating' });
    await send(promAlert({ name: 'A', labels, status: 'resolved' }));
    const [after] = await incidentsOfService('taken');
    expect(after).toMatchObject({ status: 'investigating' });
    expect(after?.kinds.at(-1)).toBe('alerts_cleared');
    const proposals = [{ kind: 'status', to: 'mitigated' }];
    expect(await readIncident(viewer, key(after ?? { number: 0 }))).toMatchObject({ alerts: { firing: 0 }, proposals });
  });

  it('what is resolved swallows no new alert: that opens another, which names it', async () => {
    const labels = { service: 'anew' };
    await send(promAlert({ name: 'A', labels, startsAt: minutesAgo(20) }));
    const [first] = await incidentsOfService('anew');
    await patch(first ?? { number: 0 }, { status: 'investigating' });
    await patch(first ?? { number: 0 }, { status: 'resolved' });
    await send(promAlert({ name: 'B', labels, startsAt: minutesAgo(1) }));
    const [before, second] = await incidentsOfService('anew');
    expect(before).toMatchObject({ status: 'resolved' });
    expect(second).toMatchObject({ status: 'triage' });
    const links = await primarySql(
      sql`SELECT other_id AS other, kind FROM incident_link WHERE incident_id = ${second?.id ?? 0}`,
    );
    expect(links).toEqual([{ other: first?.id, kind: 'same_as' }]);
    const [row] = await primarySql<{ until: string }>(sql`
      SELECT payload ->> 'reopen_until' AS until FROM incident_event WHERE incident_id = ${second?.id ?? 0} AND kind = 'linked'`);
    expect(Date.parse(row?.until ?? '')).toBeGreaterThan(now().getTime());
    const proposals = [{ kind: 'reopen', other: key(first ?? { number: 0 }) }];
    expect(await readIncident(viewer, key(second ?? { number: 0 }))).toMatchObject({ proposals });
  });
});

describe('a sender whose own lifecycle holds', () => {
  let pagerduty: IssuedSource;
  beforeAll(async () => {
    pagerduty = await makeSource('pagerduty', 'On-call');
  });

  let count = 0;
  const told = (type: string, id: string, service: string, data: object = {}, at = minutesAgo(1)) => {
    count += 1;
    return deliver(pagerduty, {
      event: {
        id: `event-${count}`,
        event_type: type,
        resource_type: 'incident',
        occurred_at: at.toISOString(),
        agent: { type: 'user_reference', summary: 'Ana' },
        data: {
          id,
          type: 'incident',
          number: 7,
          title: `${service} is down`,
          status: 'triggered',
          urgency: 'high',
          priority: null,
          service: { summary: service },
          created_at: minutesAgo(10).toISOString(),
          html_url: `https://example.pagerduty.com/incidents/${id}`,
          ...data,
        },
      },
    });
  };

  it('opens under investigation, is acknowledged, raised and resolved as it says', async () => {
    await told('incident.triggered', 'PD1', 'live-one');
    const [opened] = await incidentsOfService('live-one');
    expect(opened).toMatchObject({ status: 'investigating', severity: 'SEV2' });
    await told('incident.acknowledged', 'PD1', 'live-one');
    await told('incident.priority_updated', 'PD1', 'live-one', { priority: { summary: 'P1' } });
    await told('incident.annotated', 'PD1', 'live-one', { content: 'Rolling back', incident: { id: 'PD1' } });
    expect(await incidentsOfService('live-one')).toMatchObject([{ severity: 'SEV1' }]);
    await told('incident.resolved', 'PD1', 'live-one');
    const [incident] = await incidentsOfService('live-one');
    expect(incident?.status).toBe('resolved');
    expect(incident?.kinds).toEqual(
      expect.arrayContaining(['acknowledged', 'severity_changed', 'note', 'alerts_cleared']),
    );
    // A late acknowledgement does not wake it.
    expect((await told('incident.acknowledged', 'PD1', 'live-one')).body).toMatchObject({ outcome: 'ignored' });
    expect(await incidentsOfService('live-one')).toMatchObject([{ status: 'resolved' }]);
  });

  it('opens another when it is re-opened there, and proposes only once somebody commands', async () => {
    await told('incident.triggered', 'PD2', 'live-two', {}, minutesAgo(9));
    await told('incident.resolved', 'PD2', 'live-two', {}, minutesAgo(5));
    await told('incident.reopened', 'PD2', 'live-two', {}, minutesAgo(2));
    const [, second] = await incidentsOfService('live-two');
    expect(second).toMatchObject({ status: 'investigating' });
    const commander = await makeUser('responder');
    const input = { key: key(second ?? { number: 0 }), seat: 'commander', do: 'take' } as const;
    await changeSeat.execute(input, { actor: commander });
    await told('incident.resolved', 'PD2', 'live-two', {}, minutesAgo(1));
    const [first, after] = await incidentsOfService('live-two');
    expect(first).toMatchObject({ status: 'resolved' });
    expect(after).toMatchObject({ status: 'investigating' });
    expect(after?.kinds.at(-1)).toBe('alerts_cleared');
  });
});
