'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextAreaField } from '@/components/ui/field';
import { activeStatuses } from '@/lib/incidents/model/status';
import type { IncidentDetail } from '@/lib/incidents/schema';
import classes from './dialogs.module.css';
import { PickIncident } from './pick-incident';
import type { Answer } from './room-actions';

type MergeDialogProps = {
  incident: IncidentDetail;
  edit: (fields: Record<string, unknown>) => Promise<Answer>;
  close: () => void;
};

/** Ends an incident in favour of another one that is worked on. */
export function MergeDialog({ incident, edit, close }: MergeDialogProps) {
  return (
    <Dialog title={`Merge ${incident.key} into another incident`} onClose={close} widthPx={560}>
      <ActionForm
        wide
        submit="Merge incident"
        kind="danger"
        cancel="Keep as it is"
        onCancel={close}
        onDone={close}
        onSubmit={(form) =>
          edit({
            status: 'merged',
            reason: String(form.get('reason') ?? '').trim() || undefined,
            merged_into: String(form.get('other') ?? form.get('search') ?? '').trim() || undefined,
          })
        }
      >
        {(errorOf) => (
          <>
            <p className={classes.hint}>
              Its alerts, people, services, open tasks and links go there, and later alerts follow. The timeline of{' '}
              {incident.key} becomes read-only. This cannot be undone.
            </p>
            <PickIncident except={incident.key} statuses={activeStatuses} error={errorOf('merged_into')} />
            <TextAreaField
              label="Reason"
              name="reason"
              required
              maxLength={1000}
              help="What the two have in common. It is written into both timelines."
              error={errorOf('reason') ?? errorOf('status')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}
