'use client';

import { ActionForm } from '@/components/ui/action-form';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';

export type SaveVersionAction = (input: { key: string; name: string }) => Promise<ActionResult<unknown>>;
export type RestoreAction = (input: { key: string; version: number }) => Promise<ActionResult<unknown>>;

/** Keeps the text as it is now under a name. */
export function SaveVersionButton({ incidentKey, save }: { incidentKey: string; save: SaveVersionAction }) {
  return (
    <DialogButton label="Save version" title="Save a version" kind="quiet">
      {(close) => (
        <ActionForm
          wide
          submit="Save version"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => save({ key: incidentKey, name: String(form.get('name') ?? '') })}
        >
          {(errorOf) => (
            <TextField
              label="Name"
              name="name"
              maxLength={120}
              required
              help="What it stands for, for example: before the review by SRE"
              error={errorOf('name')}
            />
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}

/** Puts a version in place of the text as it is now, which is kept as a version itself. */
export function RestoreButton({
  incidentKey,
  version,
  name,
  restore,
}: {
  incidentKey: string;
  version: number;
  name: string;
  restore: RestoreAction;
}) {
  return (
    <ConfirmButton
      label="Restore version"
      title={`Restore “${name}”?`}
      result="Its text takes the place of the present one for everybody. The present one is kept as a version, so nothing is lost."
      onConfirm={() => restore({ key: incidentKey, version })}
    />
  );
}
