'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';
import { valuesIn } from './action-changes';
import { ActionFields } from './action-fields';

export type AddAction = (input: {
  incident: string | null;
  text: string;
  // What the fields hold; the schema of the action says what is acceptable.
  [field: string]: unknown;
}) => Promise<ActionResult<unknown>>;

/** Writes down an action item; `incident` is the key of its incident where that is clear. */
export function AddActionButton({ add, incident }: { add: AddAction; incident?: string }) {
  return (
    <DialogButton label="Add action item" title="Add an action item" widthPx={600}>
      {(close) => (
        <ActionForm
          wide
          submit="Add action item"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => {
            const key = incident ?? String(form.get('incident') ?? '').trim();
            const { text, ...rest } = valuesIn(form);
            return add({ incident: key || null, text: text ?? '', ...rest });
          }}
        >
          {(errorOf) => (
            <>
              <ActionFields item={null} errorOf={errorOf} />
              {!incident && (
                <TextField
                  label="Incident"
                  name="incident"
                  maxLength={255}
                  autoComplete="off"
                  placeholder="INC-42"
                  help="Key of the incident that it follows from. Empty: none."
                  error={errorOf('incident')}
                />
              )}
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
