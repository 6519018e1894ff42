'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import type { Composed } from '@/lib/incidents/model/composer';
import type { RowFilter, ShownRow } from '@/lib/incidents/model/rows-shown';
import type { IncidentDetail, IncidentStatus } from '@/lib/incidents/schema';
import type { Person } from '@/lib/incidents/schema/room';
import { incidentStatusWord } from '../incident-status';
import { Alerts } from './alerts';
import { AmendRow } from './amend-row';
import { Changes } from './changes';
import { CommandBar, type NextStep } from './command-bar';
import { Comms } from './comms';
import { Composer } from './composer';
import { People } from './people';
import type { Access } from './private-line';
import { Proposals } from './proposals';
import { Related } from './related';
import classes from './room.module.css';
import type { Answer, RoomActions } from './room-actions';
import { useRoomKeys } from './room-keys';
import { RoomTimeline } from './room-timeline';
import { Targets } from './targets';
import { Tasks } from './tasks';
import { useOutbox } from './use-outbox';
import { useRoom, useServerClock } from './use-room';

// Few incidents have it.
const PrivateLine = dynamic(() => import('./private-line').then((module) => module.PrivateLine));

type WarRoomProps = {
  initial: IncidentDetail;
  readAt: string;
  self: string;
  people: Person[];
  updateMinutes: number | null;
  /** null: this person may only look on. */
  actions: RoomActions | null;
  access: Access;
  /** Further buttons of the command bar. */
  children?: ReactNode;
};

const forward: Partial<Record<IncidentStatus, IncidentStatus>> = {
  triage: 'investigating',
  investigating: 'identified',
  identified: 'mitigating',
  mitigating: 'mitigated',
  mitigated: 'resolved',
};
const over: readonly IncidentStatus[] = ['closed', 'declined', 'merged', 'cancelled'];
const tabs = [
  ['timeline', 'Timeline'],
  ['changes', 'Changes'],
  ['people', 'People'],
] as const;

/** One incident, worked on by several people at once: who commands, how bad, what changed, what next. */
export function WarRoom({ initial, readAt, self, people, updateMinutes, actions, access, children }: WarRoomProps) {
  const router = useRouter();
  const now = useServerClock(readAt);
  const { incident, rows, live, catchUp, readEarlier } = useRoom(initial);
  const [tab, setTab] = useState<(typeof tabs)[number][0]>('timeline');
  const [filter, setFilter] = useState<RowFilter>('key');
  const [problem, setProblem] = useState<string | null>(null);
  const [amended, setAmended] = useState<ShownRow | null>(null);
  const { key } = incident;
  const nothing = useCallback(async (): Promise<Answer> => ({ ok: true, value: null }), []);
  const { waiting, write, drop } = useOutbox(incident.key, actions?.addNote ?? nothing, catchUp);
  const isOver = over.includes(incident.status);
  const acting = isOver ? null : actions;

  // Who may do what is decided by the server when it renders the page; a new status changes it.
  const shownStatus = useRef(initial.status);
  useEffect(() => {
    if (shownStatus.current === incident.status) return;
    shownStatus.current = incident.status;
    router.refresh();
  }, [incident.status, router]);

  /** Does something on this incident; answers why it failed. */
  const act = async (run: (() => Promise<Answer>) | null): Promise<string | null> => {
    if (!run) return null;
    const answer = await run().catch(() => null);
    await catchUp();
    if (answer?.ok) return null;
    return (
      answer?.message ?? 'Fairlead did not answer, so this may be done or not. Look at the timeline, then try again.'
    );
  };
  const say = async (outcome: Promise<string | null>) => setProblem(await outcome);
  const version = { expected_version: incident.version };
  const commander = incident.roles.find(({ seat }) => seat === 'commander');
  const next = nextStep();

  function nextStep(): NextStep {
    if (!acting) return null;
    if (commander?.offer?.to.id === self)
      return {
        label: 'Accept command',
        keys: 'm',
        run: () => void say(act(() => acting.changeSeat({ key, seat: 'commander', do: 'accept' }))),
      };
    if (!commander?.holder && incident.status !== 'resolved')
      return {
        label: 'Take command',
        keys: 'm',
        run: () => void say(act(() => acting.changeSeat({ key, seat: 'commander', do: 'take' }))),
      };
    const to = forward[incident.status];
    if (!to) return null;
    const label =
      to === 'investigating'
        ? 'Start investigating'
        : to === 'resolved'
          ? 'Resolve incident'
          : `Mark ${incidentStatusWord(to).toLowerCase()}`;
    return { label, keys: 's', run: () => void say(act(() => acting.edit({ key, status: to, ...version }))) };
  }

  const compose = (composed: Exclude<Composed, { does: 'nothing' }>) => {
    switch (composed.does) {
      case 'note':
        return write({ kind: composed.kind, text: composed.text, occurred_at: (composed.at ?? now).toISOString() });
      case 'severity':
        return void say(act(acting && (() => acting.edit({ key, severity: composed.to, ...version }))));
      case 'acknowledge':
        return void say(act(acting && (() => acting.acknowledge({ key }))));
      case 'task':
        return void say(act(acting && (() => acting.addTask({ key, text: composed.text }))));
      case 'open':
        return document
          .querySelector<HTMLElement>(`[data-opens='${composed.what}'] button, [data-opens='${composed.what}'] select`)
          ?.click();
    }
  };

  useRoomKeys({
    onNext: next?.run ?? null,
    onTab: setTab,
    onFilter: () => setFilter((known) => (known === 'key' ? 'all' : 'key')),
  });
  const last = rows.findLast(({ kind }) => kind === 'update_posted') ?? null;
  return (
    <div className={classes.room}>
      <CommandBar incident={incident} now={now} live={live} unsent={waiting.length} next={next}>
        {children}
      </CommandBar>
      <div data-opens="update">
        <Comms
          incident={incident}
          last={last}
          now={now}
          updateMinutes={updateMinutes}
          post={acting && ((input) => acting.postUpdate({ key, ...input }))}
          onPosted={() => void catchUp()}
        />
      </div>
      {incident.can_see && (
        <PrivateLine
          incidentKey={key}
          people={incident.can_see}
          isReported={incident.id !== null}
          access={access}
          onDone={() => void catchUp()}
        />
      )}
      {isOver && (
        <p className={classes.banner}>
          This incident is {incidentStatusWord(incident.status).toLowerCase()}
          {incident.reason ? `: ${incident.reason}` : ''}. Its timeline is read-only.
        </p>
      )}
      <Proposals
        incident={incident}
        accept={acting && ((change) => void say(act(() => acting.edit({ key, ...change, ...version }))))}
      />
      {problem && <Notice tone="danger">{problem}</Notice>}
      <fieldset className={classes.tabs} aria-label="Part of the war room">
        {tabs.map(([id, label]) => (
          <button key={id} type="button" aria-pressed={tab === id} onClick={() => setTab(id)}>
            {label}
          </button>
        ))}
      </fieldset>
      <div className={classes.columns} data-tab={tab}>
        <div className={classes.left} data-opens="role">
          <People
            incident={incident}
            self={self}
            people={people}
            now={now}
            run={acting ? (input) => act(() => acting.changeSeat({ key, ...input })) : null}
          />
          <Targets incident={incident} now={now} />
          <Tasks
            incident={incident}
            people={people}
            add={acting ? (text) => act(() => acting.addTask({ key, text })) : null}
            change={acting ? (input) => act(() => acting.changeTask({ key, ...input })) : null}
          />
        </div>
        <div className={classes.centre}>
          <RoomTimeline
            rows={rows}
            unsent={waiting}
            detectedAt={incident.detected_at}
            filter={filter}
            onFilter={setFilter}
            onEarlier={readEarlier}
            onDrop={drop}
            onAmend={acting ? setAmended : null}
          />
          {acting && <Composer now={now} run={compose} />}
        </div>
        <div className={classes.right}>
          <Changes
            incident={incident}
            judge={acting ? (input) => act(() => acting.judgeDeploy({ key, ...input })) : null}
          />
          <Alerts incident={incident} />
          <Related incident={incident} />
        </div>
      </div>
      {amended && acting && (
        <AmendRow
          row={amended}
          close={() => setAmended(null)}
          amend={async (input) => {
            const answer = await acting.changeEntry({ key, ...input });
            await catchUp();
            return answer;
          }}
        />
      )}
    </div>
  );
}
