'use client';

import { usePageKeys } from '@/components/shell/page-keys';
import type { Who } from '@/lib/incidents/model/authority';
import type { Composed } from '@/lib/incidents/model/composer';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { Person } from '@/lib/incidents/schema/room';
import type { Answer, RoomActions, SeatInput } from './room-actions';
import type { RoomDialog, RoomRules } from './room-dialog';
import type { MenuItem } from './room-menu';
import { type Move, movesOf, nextMove } from './room-moves';
import type { TimelineHandle } from './room-timeline';
import type { RowAct } from './row-acts';

export type RoomTab = 'timeline' | 'changes' | 'people' | 'comms';

type Work = {
  incident: IncidentDetail;
  rules: RoomRules;
  who: Who;
  /** Those who may respond. */
  people: Person[];
  /** null: nothing may be done here by this person, or any more. */
  acting: RoomActions | null;
  /** The same while it is over: what may be done even then. */
  actions: RoomActions | null;
  send: (call: () => Promise<Answer>) => Promise<Answer>;
  say: (outcome: Promise<Answer>) => void;
  ask: (dialog: RoomDialog) => void;
  openPostmortem: () => void;
};

/** What the composer's commands, the menu and the keys do: one way to do each thing. */
export function roomWork({ incident, rules, who, people, acting, actions, send, say, ask, openPostmortem }: Work) {
  const { key, version } = incident;
  const commander = incident.roles.find(({ seat }) => seat === 'commander');
  const edit = (fields: Record<string, unknown>) =>
    actions && say(send(() => actions.edit({ key, expected_version: version, ...fields })));
  const seat = (does: 'take' | 'accept') =>
    acting && say(send(() => acting.changeSeat({ key, seat: 'commander', do: does })));
  const take = (move: Move) => {
    if (move.to === 'merged') return ask({ asks: 'merge' });
    if (move.asks) return ask({ asks: 'status', to: move.to });
    return edit({ status: move.to });
  };
  const found = actions && nextMove(incident, who, rules);
  const next =
    found &&
    ('seat' in found
      ? { label: found.label, keys: 'm', run: () => void seat(found.seat) }
      : { label: found.label, keys: 's', run: 'opens' in found ? openPostmortem : () => void take(found) });

  /** Takes, accepts, hands over or takes over command: whichever fits. */
  const command = () => {
    if (commander?.offer?.to.id === who.id) return seat('accept');
    if (!commander?.holder) return seat('take');
    if (commander.holder.id === who.id) return focusOn('room-hand-over-commander');
    return ask({ asks: 'take_over', seat: 'commander' });
  };

  /** Whoever writes takes it; it is given to somebody else while nobody holds it, and offered otherwise. */
  const seatOf = ({ seat: which, user, at: when }: Extract<Composed, { does: 'seat' }>): SeatInput => {
    const occurred_at = when?.toISOString() ?? null;
    if (user === null) return { seat: which, do: 'take', occurred_at };
    const named = people.find(({ name }) => name.toLowerCase() === user.toLowerCase())?.id ?? user;
    const isHeld = incident.roles.some(({ seat: each, holder }) => each === which && holder !== null);
    return { seat: which, do: isHeld ? 'offer' : 'assign', user: named, occurred_at };
  };

  const compose = (composed: Exclude<Composed, { does: 'nothing' | 'note' }>) => {
    switch (composed.does) {
      case 'severity':
        return void edit({ severity: composed.to });
      case 'acknowledge':
        return void (
          acting && say(send(() => acting.acknowledge({ key, occurred_at: composed.at?.toISOString() ?? null })))
        );
      case 'seat':
        return void (acting && say(send(() => acting.changeSeat({ key, ...seatOf(composed) }))));
      case 'task':
        return void (acting && say(send(() => acting.addTask({ key, text: composed.text }))));
      case 'link':
        return void (acting && say(send(() => acting.link({ key, other: composed.to, link: composed.as }))));
      case 'open':
        if (composed.what === 'role') return focusOn('room-hand-over-commander');
        if (composed.what === 'rollback') return focusOn('room-undo');
        // Which step is asked, never guessed.
        if (composed.what === 'status')
          return void document.querySelector<HTMLElement>('button[aria-label="More actions"]')?.click();
        return ask({ asks: composed.what });
    }
  };

  const moves = actions ? movesOf(incident, who) : [];
  const menu: MenuItem[][] = [
    moves.map((move) => ({ label: move.label, hindrance: move.hindrance, run: () => void take(move) })),
    acting
      ? [
          { label: 'Change severity', keys: 'v', run: () => ask({ asks: 'severity' }) },
          { label: 'Link an incident', run: () => ask({ asks: 'link' }) },
          { label: 'Correct incident', run: () => ask({ asks: 'correct' }) },
        ]
      : actions && incident.status === 'closed'
        ? [{ label: 'Correct incident', run: () => ask({ asks: 'correct' }) }]
        : [],
  ];
  return { next, command, compose, edit, menu: menu.filter((group) => group.length > 0) };
}

type Keys = ReturnType<typeof roomWork> & {
  incident: IncidentDetail;
  acting: RoomActions | null;
  ask: (dialog: RoomDialog) => void;
  onAct: (act: RowAct, row: ShownRow) => void;
  timeline: () => TimelineHandle | null;
  onTab: (tab: RoomTab) => void;
  onFilter: () => void;
  openPostmortem: () => void;
};

/** The single keys of the war room (incidents.md §11); the palette and the list of keys offer the same. */
export function useRoomKeys(keys: Keys): void {
  const { incident, acting, ask, onAct, timeline, onTab, onFilter, openPostmortem, next, command } = keys;
  const go = (tab: RoomTab, id: string, text = '') => {
    onTab(tab);
    requestAnimationFrame(() => focusOn(id, text));
  };
  usePageKeys(
    incident.key,
    [
      acting && { key: 'm', label: 'Take or hand over command', run: () => void command() },
      acting && { key: 'n', label: 'Write a note', run: () => go('timeline', 'room-composer') },
      acting && { key: 'd', label: 'Write a decision', run: () => go('timeline', 'room-composer', '! ') },
      acting && { key: 't', label: 'Add a task', run: () => go('people', 'room-new-task') },
      acting && { key: 'u', label: 'Write update', run: () => ask({ asks: 'update' }) },
      {
        key: 'r',
        label: 'Go to what changed and how to undo it',
        // Where nothing can be undone, there is only what changed.
        run: () => go('changes', document.getElementById('room-undo') ? 'room-undo' : 'room-changes'),
      },
      next && { key: 's', label: next.label, run: next.run },
      acting && { key: 'v', label: 'Change severity', run: () => ask({ asks: 'severity' }) },
      { key: 'a', label: 'Go to the seats', run: () => go('people', 'room-people') },
      { key: 'f', label: 'Show key rows or all', run: onFilter },
      { key: 'j', label: 'Next row', run: () => timeline()?.move(1) },
      { key: 'k', label: 'Row before', run: () => timeline()?.move(-1) },
      acting && {
        key: 'e',
        label: 'Amend the row gone to',
        run: () => {
          const row = timeline()?.current();
          if (row) onAct('amend', row);
        },
      },
      acting && {
        key: 'p',
        label: 'Pin or unpin the row gone to',
        run: () => {
          const row = timeline()?.current();
          if (row) onAct(row.isPinned ? 'unpin' : 'pin', row);
        },
      },
      // The way there is everybody's: the keys of the shell go it.
      { key: 'g p', label: 'Go to its post-mortem', run: openPostmortem },
    ].filter((each) => each !== null),
  );
}

function focusOn(id: string, text = ''): void {
  const field = document.getElementById(id);
  field?.focus();
  const isEmpty = (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.value === '';
  if (text && isEmpty) document.execCommand('insertText', false, text);
}
