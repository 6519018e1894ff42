'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField } from '@/components/ui/field';
import type { Person } from '@/lib/incidents/schema/room';
import type { ActionResult } from '@/lib/server/action';

export type ChangeAccess = (input: {
  key: string;
  user: string;
  do: 'let_in' | 'take_out';
}) => Promise<ActionResult<unknown>>;

type LetInProps = { incidentKey: string; outside: Person[]; change: ChangeAccess; onDone?: () => void };

/** Lets one more person into a private incident. */
export function LetIn({ incidentKey, outside, change, onDone }: LetInProps) {
  return (
    <DialogButton label="Let somebody in" title={`Let somebody into ${incidentKey}`}>
      {(close) => (
        <ActionForm
          wide
          submit="Let them in"
          onCancel={close}
          onDone={() => {
            close();
            onDone?.();
          }}
          onSubmit={(form) => change({ key: incidentKey, user: String(form.get('user') ?? ''), do: 'let_in' })}
        >
          {(errorOf) => (
            <SelectField
              label="Person"
              name="user"
              help="They see all of it, also what was written before. The timeline says that they were let in."
              options={[
                { value: '', label: 'Choose a person' },
                ...outside.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              error={errorOf('user')}
            />
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
