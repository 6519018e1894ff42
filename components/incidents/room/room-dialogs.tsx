'use client';

import type { Who } from '@/lib/incidents/model/authority';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { EditIncident } from '../edit-incident';
import { AmendRow } from './amend-row';
import { LinkDialog } from './link-dialog';
import { MergeDialog } from './merge-dialog';
import type { Answer, RoomActions } from './room-actions';
import type { RoomDialog, RoomRules } from './room-dialog';
import { RowReason } from './row-reason';
import { SeverityDialog } from './severity-dialog';
import { StatusDialog } from './status-dialog';
import { TakeOverDialog } from './take-over-dialog';
import { UpdateDialog } from './update-dialog';

type RoomDialogsProps = {
  dialog: RoomDialog;
  incident: IncidentDetail;
  now: Date;
  who: Who;
  rules: RoomRules;
  actions: RoomActions;
  /** Sends, then reads what it changed. */
  send: (call: () => Promise<Answer>) => Promise<Answer>;
  close: () => void;
};

/** Whatever is asked, one dialog at a time; fetched when the first one opens. */
export function RoomDialogs({ dialog, incident, now, who, rules, actions, send, close }: RoomDialogsProps) {
  const { key, version } = incident;
  const edit = (fields: Record<string, unknown>) =>
    send(() => actions.edit({ key, expected_version: version, ...fields }));
  const shared = { incident, close };
  switch (dialog.asks) {
    case 'status':
      return <StatusDialog {...shared} to={dialog.to} now={now} rules={rules} edit={edit} />;
    case 'severity':
      return <SeverityDialog {...shared} who={who} edit={edit} />;
    case 'merge':
      return <MergeDialog {...shared} edit={edit} />;
    case 'link':
      return <LinkDialog {...shared} link={(input) => send(() => actions.link({ key, ...input }))} />;
    case 'correct':
      return <EditIncident {...shared} who={who} edit={(input) => send(() => actions.edit(input))} />;
    case 'update':
      return (
        <UpdateDialog
          close={close}
          now={now}
          updateMinutes={rules.updateMinutes}
          post={(input) => send(() => actions.postUpdate({ key, ...input }))}
        />
      );
    case 'amend':
      return (
        <AmendRow
          row={dialog.row}
          close={close}
          amend={(input) => send(() => actions.changeEntry({ key, ...input }))}
        />
      );
    case 'hide':
    case 'redact':
      return (
        <RowReason
          row={dialog.row}
          does={dialog.asks}
          close={close}
          change={(input) => send(() => actions.changeEntry({ key, ...input }))}
        />
      );
    case 'take_over':
      return (
        <TakeOverDialog
          {...shared}
          seat={dialog.seat}
          who={who}
          now={now}
          take={(reason) => send(() => actions.changeSeat({ key, seat: dialog.seat, do: 'take', reason }))}
        />
      );
  }
}
