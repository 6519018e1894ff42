'use client';

import { ActionForm } from '@/components/ui/action-form';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';

/** One's own name. */
export function OwnName({
  name,
  change,
}: {
  name: string;
  change: (input: { name: string }) => Promise<ActionResult<unknown>>;
}) {
  return (
    <ActionForm
      submit="Save name"
      kind="default"
      done="Name saved."
      onSubmit={(form) => change({ name: String(form.get('name')) })}
    >
      {(errorOf) => (
        <TextField
          label="Name"
          name="name"
          defaultValue={name}
          maxLength={100}
          autoComplete="name"
          help="Others read it beside what you do."
          error={errorOf('name')}
        />
      )}
    </ActionForm>
  );
}

type ChangePassword = (input: { current: string; password: string }) => Promise<ActionResult<unknown>>;

/** One's own password, proved by the present one. */
export function OwnPassword({ email, change }: { email: string; change: ChangePassword }) {
  return (
    <ActionForm
      submit="Change password"
      kind="default"
      done="Password changed. Your other sessions have ended."
      clears
      onSubmit={(form) => change({ current: String(form.get('current')), password: String(form.get('password')) })}
    >
      {(errorOf) => (
        <>
          {/* Password managers file the new password under this address. */}
          <input type="hidden" name="username" autoComplete="username" value={email} />
          <TextField
            label="Present password"
            name="current"
            type="password"
            maxLength={256}
            autoComplete="current-password"
            error={errorOf('current')}
          />
          <TextField
            label="New password"
            name="password"
            type="password"
            maxLength={256}
            autoComplete="new-password"
            help="At least 12 characters. Your sessions on other browsers end."
            error={errorOf('password')}
          />
        </>
      )}
    </ActionForm>
  );
}

/** Signs out everywhere but here. */
export function EndOtherSessions({ end }: { end: (input: Record<string, never>) => Promise<ActionResult<unknown>> }) {
  return (
    <ConfirmButton
      label="Sign out other sessions"
      title="Sign out your other sessions?"
      result="Every browser but this one has to sign in again. Do this when you left one open somewhere."
      onConfirm={() => end({})}
    />
  );
}
