'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PlanRollback } from '@/components/rollbacks/rollback-actions';
import { UndoCard } from '@/components/rollbacks/undo-card';
import { Notice } from '@/components/ui/notice';
import { hindrance, type Who } from '@/lib/incidents/model/authority';
import type { RowFilter, ShownRow } from '@/lib/incidents/model/rows-shown';
import type { IncidentDetail, TimelineRow } from '@/lib/incidents/schema';
import type { Person } from '@/lib/incidents/schema/room';
import type { UndoView } from '@/lib/rollbacks/load/undo';
import { Alerts } from './alerts';
import { Changes } from './changes';
import { CommandBar } from './command-bar';
import { Comms, UpdateDue } from './comms';
import { Composer } from './composer';
import { OddTimes } from './odd-times';
import { OfferBanner } from './offer-banner';
import { People } from './people';
import { PeopleHere } from './people-here';
import type { Access } from './private-line';
import { Proposals } from './proposals';
import { Related } from './related';
import classes from './room.module.css';
import type { Answer, RoomActions, SeatInput } from './room-actions';
import type { RoomDialog, RoomRules } from './room-dialog';
import { RoomFooter } from './room-footer';
import { RoomMenu } from './room-menu';
import { RoomTimeline, type TimelineHandle } from './room-timeline';
import { type RoomTab, roomWork, useRoomKeys } from './room-work';
import { amendWhy, type RowAct, rowActs } from './row-acts';
import { isOver, StandingBanner } from './standing-banner';
import { Targets } from './targets';
import { Tasks } from './tasks';
import { useOutbox } from './use-outbox';
import { usePresence } from './use-presence';
import { useRoom, useServerClock } from './use-room';

// Few incidents have it.
const PrivateLine = dynamic(() => import('./private-line').then((module) => module.PrivateLine));
const unanswered: Answer = {
  ok: false,
  code: 'unavailable',
  message: 'Fairlead did not answer, so this may be done or not. Look at the timeline, then try again.',
  issues: [],
};

// Asked for by a click or a key, so fetched then.
const RoomDialogs = dynamic(() => import('./room-dialogs').then((module) => module.RoomDialogs), { ssr: false });

type WarRoomProps = {
  initial: IncidentDetail;
  readAt: string;
  self: Who & { name: string };
  people: Person[];
  rules: RoomRules;
  /** null: this person may only look on. */
  actions: RoomActions | null;
  access: Access;
  /** null: there is nothing to undo. */
  undo: UndoView | null;
  planRollback: PlanRollback;
};

const tabs: [RoomTab, string][] = [
  ['timeline', 'Timeline'],
  ['changes', 'Changes'],
  ['people', 'People'],
  ['comms', 'Comms'],
];

/** One incident, worked on by several people at once: who commands, how bad, what changed, what next. */
export function WarRoom({ initial, readAt, self, people, rules, actions, access, undo, planRollback }: WarRoomProps) {
  const router = useRouter();
  const now = useServerClock(readAt);
  const { incident, rows, live, catchUp, readEarlier, onPresence } = useRoom(initial);
  const [tab, setTab] = useState<RoomTab>('timeline');
  const [filter, setFilter] = useState<RowFilter>('key');
  const [problem, setProblem] = useState<string | null>(null);
  const [dialog, setDialog] = useState<RoomDialog | null>(null);
  const timeline = useRef<TimelineHandle>(null);
  const { key } = incident;
  const nothing = useCallback(async (): Promise<Answer> => ({ ok: true, value: null }), []);
  const { waiting, write, drop } = useOutbox(key, actions?.addNote ?? nothing, catchUp);
  const { others, onTyping } = usePresence(key, onPresence);
  const here = [...new Set([self.id, ...others.map(({ id }) => id)])];
  const acting = isOver(incident) ? null : actions;

  // What stands below the room is made by the server, and so are the rules of the severity.
  const shown = useRef(standing(initial));
  useEffect(() => {
    const present = standing(incident);
    if (shown.current === present) return;
    shown.current = present;
    router.refresh();
  }, [incident, router]);

  /** Does something on this incident, and reads what became of it. */
  const send = async (call: () => Promise<Answer>): Promise<Answer> => {
    const answer = await call().catch((): Answer => unanswered);
    await catchUp();
    return answer;
  };
  const failure = async (outcome: Promise<Answer>) => {
    const answer = await outcome;
    return answer.ok ? null : answer.message;
  };
  const act = (call: (() => Promise<Answer>) | null) => (call ? failure(send(call)) : Promise.resolve(null));
  const say = async (outcome: Promise<Answer>) => setProblem(await failure(outcome));
  const openPostmortem = () => router.push(`/incidents/${key}/postmortem`);
  const work = roomWork({
    incident,
    rules,
    who: self,
    people,
    acting,
    actions,
    send,
    say: (outcome) => void say(outcome),
    ask: setDialog,
    openPostmortem,
  });
  /** The other one is re-opened and this one merged into it, at once. */
  const goOnIn = async (other: string) => {
    if (!acting) return;
    const problem = await act(() => acting.goOnIn({ key, other, expected_version: incident.version }));
    if (problem === null) router.push(`/incidents/${other}`);
    else setProblem(problem);
  };
  const commander = incident.roles.find(({ seat }) => seat === 'commander')?.holder ?? null;
  const actsOf = (row: ShownRow) => (actions ? rowActs(row, incident, self) : []);
  /** What a row's buttons and the keys do with it; what this person may not do is said. */
  const onAct = (does: RowAct, row: ShownRow) => {
    if (!actions) return;
    const why = does === 'amend' ? amendWhy(row, incident, self) : null;
    if (why) return setProblem(why);
    if (does === 'amend' || does === 'hide' || does === 'redact') return setDialog({ asks: does, row });
    void say(send(() => actions.changeEntry({ key, seq: row.row.seq, do: does })));
  };

  useRoomKeys({
    ...work,
    incident,
    acting,
    ask: setDialog,
    onAct,
    timeline: () => timeline.current,
    onTab: setTab,
    onFilter: () => setFilter((known) => (known === 'key' ? 'all' : 'key')),
    openPostmortem,
  });
  const seatRun = acting ? (input: SeatInput) => act(() => acting.changeSeat({ key, ...input })) : null;
  return (
    <div className={classes.room} data-tab={tab}>
      <CommandBar
        incident={incident}
        now={now}
        live={live}
        unsent={waiting.length}
        next={work.next}
        here={<PeopleHere self={self} others={others} />}
      >
        {work.menu.length > 0 && <RoomMenu groups={work.menu} />}
      </CommandBar>
      <div className={classes.comms}>
        <Comms
          incident={incident}
          last={rows.findLast(({ kind }) => kind === 'update_posted') ?? null}
          now={now}
          onWrite={acting && (() => setDialog({ asks: 'update' }))}
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
      <StandingBanner incident={incident} />
      <OddTimes
        incident={incident}
        onCorrect={acting || (actions && incident.status === 'closed') ? () => setDialog({ asks: 'correct' }) : null}
      />
      {seatRun && <OfferBanner incident={incident} self={self.id} now={now} run={seatRun} onProblem={setProblem} />}
      <Proposals
        incident={incident}
        accept={acting && ((change) => void work.edit(change))}
        goOn={acting && hindrance(self, 'merge', commander) === null ? (other) => void goOnIn(other) : null}
      />
      {problem && <Notice tone="danger">{problem}</Notice>}
      <fieldset className={classes.tabs} aria-label="Part of the war room">
        {tabs.map(([id, label]) => (
          <button key={id} type="button" aria-pressed={tab === id} onClick={() => setTab(id)}>
            {label}
            {id === 'comms' && <UpdateDue incident={incident} now={now} />}
          </button>
        ))}
      </fieldset>
      <div className={classes.columns}>
        <div className={classes.left}>
          <People
            incident={incident}
            self={self.id}
            people={people}
            now={now}
            here={here}
            run={seatRun}
            onTakeOver={(seat) => setDialog({ asks: 'take_over', seat })}
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
            ref={timeline}
            rows={rows}
            unsent={waiting}
            detectedAt={incident.detected_at}
            filter={filter}
            onFilter={setFilter}
            onEarlier={readEarlier}
            onDrop={drop}
            actsOf={actsOf}
            onAct={onAct}
          />
          {acting && (
            <Composer
              now={now}
              typing={others.filter(({ id, isTyping }) => isTyping && id !== self.id).map(({ name }) => name)}
              onTyping={onTyping}
              run={(composed) =>
                composed.does === 'note'
                  ? write({
                      kind: composed.kind,
                      text: composed.text,
                      occurred_at: (composed.at ?? now).toISOString(),
                    })
                  : work.compose(composed)
              }
            />
          )}
        </div>
        <div className={classes.right}>
          <Changes
            incident={incident}
            judge={acting ? (input) => act(() => acting.judgeDeploy({ key, ...input })) : null}
          />
          {undo && <UndoCard incident={incident} undo={undo} latestId={rollbackIn(rows)} plan={planRollback} />}
          <Alerts incident={incident} />
          <Related
            incident={incident}
            onLink={acting && (() => setDialog({ asks: 'link' }))}
            unlink={acting ? (other) => act(() => acting.link({ key, other, link: null })) : null}
          />
        </div>
      </div>
      <RoomFooter incident={incident} />
      {dialog && actions && (
        <RoomDialogs
          dialog={dialog}
          incident={incident}
          now={now}
          who={self}
          rules={rules}
          actions={actions}
          send={send}
          close={() => setDialog(null)}
        />
      )}
    </div>
  );
}

/** What the server's part of the page depends on. */
const standing = ({ status, severity, visibility, services, environment }: IncidentDetail) =>
  JSON.stringify([status, severity, visibility, services, environment]);

/** The latest rollback that the timeline tells of. */
function rollbackIn(rows: TimelineRow[]): string | null {
  const id = rows.findLast(({ kind }) => kind === 'rollback_requested')?.details.rollback;
  return typeof id === 'string' ? id : null;
}
