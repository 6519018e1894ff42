'use client';

import { ActionForm } from '@/components/ui/action-form';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';

type Act<I> = (input: I) => Promise<ActionResult<unknown>>;

type Who = { userId: string; name: string };

/** Gives somebody a new password. */
export function ResetPassword({ userId, name, reset }: Who & { reset: Act<{ userId: string; password: string }> }) {
  return (
    <DialogButton label="Reset password" title={`Reset the password of ${name}`}>
      {(close) => (
        <ActionForm
          wide
          submit="Reset password"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => reset({ userId, password: String(form.get('password')) })}
        >
          {(errorOf) => (
            <TextField
              label="New password"
              name="password"
              type="password"
              maxLength={256}
              autoComplete="new-password"
              help="At least 12 characters. Every session of this person ends. Pass the password on in a safe way; its owner can change it under “Your account”."
              error={errorOf('password')}
            />
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}

/** Signs somebody out everywhere. */
export function EndSessions({ userId, name, end }: Who & { end: Act<{ userId: string }> }) {
  return (
    <ConfirmButton
      label="Sign out everywhere"
      title={`Sign ${name} out everywhere?`}
      result="Every session of this person ends at its next request, at the latest in 5 seconds. The account and its password stay as they are."
      onConfirm={() => end({ userId })}
    />
  );
}

/** Closes an account, or opens it again. */
export function SetDisabled({
  userId,
  name,
  disabled,
  set,
}: Who & { disabled: boolean; set: Act<{ userId: string; disabled: boolean }> }) {
  return (
    <ConfirmButton
      label={disabled ? 'Enable account' : 'Disable account'}
      title={disabled ? `Enable the account of ${name}?` : `Disable the account of ${name}?`}
      result={
        disabled
          ? 'This person can sign in again, with the role and password of before. Old sessions stay ended.'
          : 'This person is signed out everywhere and cannot sign in any more. What they did stays in the logs. You can enable the account again.'
      }
      onConfirm={() => set({ userId, disabled: !disabled })}
    />
  );
}
