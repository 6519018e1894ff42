'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Choices, SelectField, TextField } from '@/components/ui/field';
import type { Scope } from '@/lib/auth/policy';
import { now } from '@/lib/core/time';
import { scopeWords } from '@/lib/keys/model';
import type { ActionResult } from '@/lib/server/action';
import { type Created, CreatedKey } from './created-key';

type CreateKeyProps = {
  origin: string;
  scopes: Scope[];
  create: (input: { name: string; scopes: Scope[]; expiresAt: Date | null }) => Promise<ActionResult<Created>>;
};

const dayMs = 86_400_000;
const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: 'Never' },
];

/** Makes a key and shows it this once. */
export function CreateKey({ origin, scopes, create }: CreateKeyProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [created, setCreated] = useState<Created | null>(null);
  const close = () => {
    setIsOpen(false);
    setCreated(null);
  };
  return (
    <>
      <Button kind="primary" onClick={() => setIsOpen(true)}>
        Create API key
      </Button>
      {isOpen && !created && (
        <Dialog title="Create API key" onClose={close} widthPx={520}>
          <ActionForm
            wide
            submit="Create key"
            onCancel={close}
            onDone={setCreated}
            onSubmit={(form) => {
              const days = Number(form.get('expiresAt'));
              return create({
                name: String(form.get('name')),
                scopes: scopes.filter((scope) => form.getAll('scopes').includes(scope)),
                expiresAt: days > 0 ? new Date(now().getTime() + days * dayMs) : null,
              });
            }}
          >
            {(errorOf) => (
              <>
                <TextField
                  label="Name"
                  name="name"
                  maxLength={100}
                  autoComplete="off"
                  help="Where the key is used, for example “CI of the shop”. Each key is a source of its own in the delivery log."
                  error={errorOf('name')}
                />
                <Choices
                  label="Scopes"
                  name="scopes"
                  type="checkbox"
                  chosen={['ingest']}
                  options={scopes.map((scope) => ({ value: scope, label: scope, help: scopeWords[scope] }))}
                  error={errorOf('scopes')}
                />
                <SelectField
                  label="Expires after"
                  name="expiresAt"
                  defaultValue=""
                  options={lifetimes}
                  help="The key stops working then. Two keys may be live at once, so that one can replace the other."
                  error={errorOf('expiresAt') ?? errorOf('expires_at')}
                />
              </>
            )}
          </ActionForm>
        </Dialog>
      )}
      {created && <CreatedKey origin={origin} created={created} onClose={close} />}
    </>
  );
}
