'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { Choices, TextField } from '@/components/ui/field';
import type { Role } from '@/lib/auth/policy';
import type { ActionResult } from '@/lib/server/action';
import { roleWords } from '@/lib/users/model';

type NewPerson = { email: string; name: string; role: Role; password: string | null };
type CreatePersonProps = {
  roles: Role[];
  hasIdentityProvider: boolean;
  create: (input: NewPerson) => Promise<ActionResult<{ id: string }>>;
};

/** Makes an account: with a first password, or for the identity provider only. */
export function CreatePerson({ roles, hasIdentityProvider, create }: CreatePersonProps) {
  const router = useRouter();
  const [way, setWay] = useState(hasIdentityProvider ? 'provider' : 'password');
  return (
    <DialogButton kind="primary" label="Create account" title="Create account" widthPx={520}>
      {(close) => (
        <ActionForm
          wide
          submit="Create account"
          onCancel={close}
          onDone={({ id }: { id: string }) => {
            close();
            router.push(`/settings/users/${id}`);
          }}
          onSubmit={(form) => {
            const role = roles.find((each) => each === form.get('role')) ?? 'viewer';
            const password = way === 'password' ? String(form.get('password')) : null;
            return create({ email: String(form.get('email')), name: String(form.get('name')), role, password });
          }}
        >
          {(errorOf) => (
            <>
              <TextField label="Name" name="name" maxLength={100} autoComplete="off" error={errorOf('name')} />
              <TextField
                label="E-mail address"
                name="email"
                type="email"
                maxLength={254}
                autoComplete="off"
                error={errorOf('email')}
              />
              <Choices
                label="Role"
                name="role"
                type="radio"
                chosen={['viewer']}
                options={roles.map((role) => ({ value: role, label: roleWords[role].name, help: roleWords[role].can }))}
                error={errorOf('role')}
              />
              {hasIdentityProvider && (
                <div onChange={(event) => event.target instanceof HTMLInputElement && setWay(event.target.value)}>
                  <Choices
                    label="Signs in with"
                    name="way"
                    type="radio"
                    chosen={[way]}
                    options={[
                      {
                        value: 'provider',
                        label: 'Identity provider only',
                        help: 'Matched by the e-mail address at the first sign-in, if the provider has verified it.',
                      },
                      { value: 'password', label: 'Password', help: 'You choose the first one and pass it on.' },
                    ]}
                  />
                </div>
              )}
              {way === 'password' && (
                <TextField
                  label="First password"
                  name="password"
                  type="password"
                  maxLength={256}
                  autoComplete="new-password"
                  help="At least 12 characters. Pass it on in a safe way; its owner can change it under “Your account”."
                  error={errorOf('password')}
                />
              )}
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
