'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextAreaField } from '@/components/ui/field';
import type { Who } from '@/lib/incidents/model/authority';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import { awayMinutes } from '@/lib/incidents/model/hand-over';
import { seatWords } from '@/lib/incidents/model/seat-words';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { Seat } from '@/lib/incidents/schema/room';
import classes from './dialogs.module.css';
import type { Answer } from './room-actions';

const awayMs = awayMinutes * 60_000;

type TakeOverDialogProps = {
  incident: IncidentDetail;
  seat: Seat;
  who: Who;
  now: Date;
  take: (reason: string) => Promise<Answer>;
  close: () => void;
};

/** Takes a seat from whoever holds it, with a reason: for when they cannot hand it over themselves. */
export function TakeOverDialog({ incident, seat, who, now, take, close }: TakeOverDialogProps) {
  const role = incident.roles.find((each) => each.seat === seat);
  const holder = role?.holder;
  const word = seatWords[seat].toLowerCase();
  const awayFor = role?.seen_at ? now.getTime() - new Date(role.seen_at).getTime() : null;
  return (
    <Dialog title={`Take over as ${word} of ${incident.key}`} onClose={close}>
      <ActionForm
        wide
        submit="Take over"
        kind="danger"
        cancel="Leave it as it is"
        onCancel={close}
        onDone={close}
        onSubmit={(form) => take(String(form.get('reason') ?? '').trim())}
      >
        {(errorOf) => (
          <>
            <p className={classes.hint} suppressHydrationWarning>
              {holder
                ? `${holder.name} is ${word}${awayFor === null ? '' : `, last here ${clockSpan(Math.max(0, awayFor))} ago`}. `
                : `Nobody is ${word} now. `}
              {holder && who.isManager && 'As a release manager you take the seat at once.'}
              {holder &&
                !who.isManager &&
                (awayFor !== null && awayFor < awayMs
                  ? `You can take over in ${clockSpan(awayMs - awayFor)} if they stay away; until then ask them, or a release manager.`
                  : 'They are away, so you can take the seat.')}
            </p>
            <TextAreaField
              label="Reason"
              name="reason"
              required
              maxLength={1000}
              help="It is written into the timeline, for everybody to read."
              error={errorOf('reason')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}
