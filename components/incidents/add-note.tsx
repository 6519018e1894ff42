'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import type { Edit } from './edit-incident';
import { incidentZone } from './incident-zone';
import { isoOfField } from './zoned-field';

/** Writes into an incident's timeline. */
export function AddNote({ incidentKey, add }: { incidentKey: string; add: Edit }) {
  return (
    <DialogButton label="Add note" title={`Add a note to ${incidentKey}`}>
      {(close) => (
        <ActionForm
          wide
          submit="Add note"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => {
            const occurredAt = isoOfField(String(form.get('occurred_at') ?? ''), incidentZone);
            return add({
              key: incidentKey,
              text: String(form.get('text')),
              kind: String(form.get('kind')),
              ...(occurredAt ? { occurred_at: occurredAt } : {}),
            });
          }}
        >
          {(errorOf) => (
            <>
              <TextAreaField label="Text" name="text" maxLength={8000} rows={5} required error={errorOf('text')} />
              <SelectField
                label="Kind"
                name="kind"
                defaultValue="note"
                options={[
                  { value: 'note', label: 'Note' },
                  { value: 'decision', label: 'Decision' },
                  { value: 'hypothesis', label: 'Hypothesis' },
                ]}
                error={errorOf('kind')}
              />
              <TextField
                label={`Happened at, ${incidentZone}`}
                name="occurred_at"
                type="datetime-local"
                step={1}
                help="Empty: now. The timeline shows both when it happened and when it was written."
                error={errorOf('occurred_at')}
              />
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
