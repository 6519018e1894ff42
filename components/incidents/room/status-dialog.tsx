'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextAreaField, TextField } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { needsReason } from '@/lib/incidents/model/status';
import type { IncidentDetail, IncidentStatus } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import { fieldOfIso, isoOfField } from '../zoned-field';
import classes from './dialogs.module.css';
import type { Answer } from './room-actions';
import type { RoomRules } from './room-dialog';
import { labelOf, waitsForPostmortem } from './room-moves';

type StatusDialogProps = {
  incident: IncidentDetail;
  to: IncidentStatus;
  now: Date;
  rules: RoomRules;
  edit: (fields: Record<string, unknown>) => Promise<Answer>;
  close: () => void;
};

const timeOf: Partial<Record<IncidentStatus, 'mitigated_at' | 'resolved_at'>> = {
  mitigated: 'mitigated_at',
  resolved: 'resolved_at',
};

const leads: Partial<Record<IncidentStatus, string>> = {
  mitigated: 'Users no longer feel it. The cause may still be there.',
  resolved: 'Time to restore ends here, and so do the response targets.',
  closed: 'Nothing is added to it any more, but for amendments and its post-mortem.',
  declined: 'It was no incident. It does not count in the metrics, and its alerts stay linked to it.',
  cancelled:
    'A false alarm, a duplicate, or a drill that is over. It does not count in the metrics, and its timeline becomes read-only.',
  investigating: 'Work goes on where it ended: a new set of targets begins now, and earlier times are kept.',
};

const reasonHelp: Partial<Record<IncidentStatus, string>> = {
  investigating: 'What came back, and how it shows.',
  cancelled: 'False alarm, duplicate of INC-7, drill over.',
};

/** One step of an incident's life, with what it has to know: the time, a reason, what is still open. */
export function StatusDialog({ incident, to, now, rules, edit, close }: StatusDialogProps) {
  const label = labelOf(incident.status, to);
  const title =
    to === 'mitigated' ? `Mark ${incident.key} mitigated` : `${label.replace(/ incident$/, '')} ${incident.key}`;
  const time = timeOf[to];
  // The clock goes on behind the dialog; what is left as it was means the moment of sending.
  const [shown] = useState(() => fieldOfIso(now.toISOString(), incidentZone));
  const asksWhy = needsReason(incident.status, to);
  const missing = to === 'closed' && waitsForPostmortem(incident, rules) ? missingWords(incident) : null;
  const warnings = to === 'resolved' ? openEnds(incident) : [];
  if (missing)
    return (
      <Dialog title={title} onClose={close}>
        <div className={classes.stack}>
          <p>{missing}</p>
          <p className={classes.hint}>Publish it, or let a release manager skip it there with a reason.</p>
          <div className={classes.buttons}>
            <LinkButton href={`/incidents/${incident.key}/postmortem`}>Open post-mortem</LinkButton>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={close}>
      <ActionForm
        wide
        submit={warnings.length > 0 ? 'Resolve anyway' : label}
        kind={to === 'cancelled' || to === 'declined' ? 'danger' : 'primary'}
        cancel={to === 'cancelled' ? 'Keep as it is' : 'Cancel'}
        onCancel={close}
        onDone={close}
        onSubmit={(form) => {
          const reason = String(form.get('reason') ?? '').trim();
          const typed = time ? String(form.get(time) ?? '') : '';
          const at = typed && typed !== shown ? isoOfField(typed, incidentZone) : '';
          return edit({ status: to, ...(reason ? { reason } : {}), ...(time && at ? { [time]: at } : {}) });
        }}
      >
        {(errorOf) => (
          <>
            <p className={classes.hint}>{leads[to]}</p>
            {warnings.map((warning) => (
              <Notice key={warning} tone="warning">
                {warning}
              </Notice>
            ))}
            {time && (
              <TextField
                label={`${time === 'mitigated_at' ? 'Mitigated' : 'Resolved'} at, ${incidentZone}`}
                name={time}
                type="datetime-local"
                step={1}
                defaultValue={shown}
                help="The moment of sending, unless you set another one."
                error={errorOf(time)}
              />
            )}
            <TextAreaField
              label={asksWhy ? 'Reason' : 'Reason, if there is one to tell'}
              name="reason"
              maxLength={1000}
              required={asksWhy}
              help={reasonHelp[to] ?? 'It is written into the timeline.'}
              error={errorOf('reason') ?? errorOf('status')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}

/** What stays open when it is resolved now. */
function openEnds({ tasks, alerts }: IncidentDetail): string[] {
  const open = tasks.filter(({ done_at, is_blocking }) => is_blocking && done_at === null);
  return [
    ...(open.length > 0 ? [`Not done yet, and marked as blocking: ${open.map(({ text }) => text).join('; ')}.`] : []),
    ...(alerts.firing > 0
      ? [
          `${alerts.firing === 1 ? '1 alert still fires' : `${alerts.firing} alerts still fire`}: ${alerts.latest
            .filter(({ state }) => state === 'firing')
            .map(({ title }) => title)
            .join('; ')}.`,
        ]
      : []),
  ];
}

function missingWords({ severity, postmortem }: IncidentDetail): string {
  const standing = postmortem === null ? 'It is not started yet.' : `It is at: ${postmortem.replace('_', ' ')}.`;
  return `A ${severity} closes when its post-mortem is published. ${standing}`;
}
