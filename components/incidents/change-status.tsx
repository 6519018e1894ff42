'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextAreaField } from '@/components/ui/field';
import type { Edit } from './edit-incident';

export type Move = { status: string; label: string; needsReason: boolean };

/** Moves an incident to one of the statuses that may follow. */
export function ChangeStatus({ incidentKey, moves, edit }: { incidentKey: string; moves: Move[]; edit: Edit }) {
  const [chosen, setChosen] = useState(moves[0]?.status ?? '');
  if (moves.length === 0) return null;
  const { needsReason = false } = moves.find(({ status }) => status === chosen) ?? {};
  return (
    <DialogButton label="Change status" title={`Change the status of ${incidentKey}`}>
      {(close) => (
        <ActionForm
          wide
          submit="Change status"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => {
            const reason = String(form.get('reason') ?? '').trim();
            return edit({ key: incidentKey, status: String(form.get('status')), ...(reason ? { reason } : {}) });
          }}
        >
          {(errorOf) => (
            <>
              <SelectField
                label="Status"
                name="status"
                value={chosen}
                onChange={(event) => setChosen(event.currentTarget.value)}
                options={moves.map(({ status, label }) => ({ value: status, label }))}
                help="Mitigated and resolved take the present moment as their time; correct it afterwards if it was earlier."
                error={errorOf('status')}
              />
              <TextAreaField
                label={needsReason ? 'Reason' : 'Reason, if there is one to tell'}
                name="reason"
                maxLength={1000}
                required={needsReason}
                help="It is written into the timeline."
                error={errorOf('reason')}
              />
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
