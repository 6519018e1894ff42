'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextAreaField, TextField } from '@/components/ui/field';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import { incidentZone } from '../incident-zone';
import { fieldOfIso, isoOfField } from '../zoned-field';
import type { Answer, EntryInput } from './room-actions';

type AmendRowProps = {
  row: ShownRow;
  close: () => void;
  amend: (input: EntryInput) => Promise<Answer>;
};

/** New words or another time for a row; what it said before stays beside it. */
export function AmendRow({ row, close, amend }: AmendRowProps) {
  return (
    <Dialog title={`Amend row ${row.row.seq}`} onClose={close} widthPx={560}>
      <ActionForm
        wide
        submit="Amend row"
        onCancel={close}
        onDone={close}
        onSubmit={(form) => {
          const text = String(form.get('text') ?? '').trim();
          const at = isoOfField(String(form.get('occurred_at') ?? ''), incidentZone);
          return amend({
            seq: row.row.seq,
            do: 'amend',
            text,
            ...(at && at !== row.occurredAt ? { occurred_at: at } : {}),
          });
        }}
      >
        {(errorOf) => (
          <>
            <TextAreaField
              label="Words"
              name="text"
              defaultValue={row.text ?? ''}
              maxLength={8000}
              help="The original stays in the log and one click away."
              error={errorOf('text')}
            />
            <TextField
              label={`Happened at, ${incidentZone}`}
              name="occurred_at"
              type="datetime-local"
              step={1}
              defaultValue={fieldOfIso(row.occurredAt, incidentZone)}
              error={errorOf('occurred_at')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}
