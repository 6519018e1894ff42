'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { Dialog } from '@/components/ui/dialog';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { ActionResult } from '@/lib/server/action';
import { type Heard, type Issued, IssuedSecret } from './issued-secret';

type Do<I, R = unknown> = (input: I) => Promise<ActionResult<R>>;

/** Gives a source a new secret and shows it once. */
export function RotateSecret({
  id,
  heard,
  zone,
  rotate,
}: {
  id: string;
  heard: Heard;
  zone: string;
  rotate: Do<{ id: string }, Issued>;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const close = () => {
    setIsOpen(false);
    setIssued(null);
  };
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Rotate secret</Button>
      {isOpen && !issued && (
        <Dialog title="Rotate the secret?" onClose={close}>
          <ActionForm
            wide
            submit="Rotate secret"
            cancel="Keep as it is"
            onCancel={close}
            onDone={setIssued}
            onSubmit={() => rotate({ id })}
          >
            {() => (
              <Notice>
                A new secret is shown once. The present one works for 24 hours more; one before it stops working at
                once.
              </Notice>
            )}
          </ActionForm>
        </Dialog>
      )}
      {issued && <IssuedSecret issued={issued} heard={heard} zone={zone} isRotated onClose={close} />}
    </>
  );
}

/** Takes over the secret that the other system made. */
export function AdoptSecret({ id, adopt }: { id: string; adopt: Do<{ id: string; secret: string }> }) {
  return (
    <DialogButton label="Set secret from PagerDuty" title="Set the secret that PagerDuty shows">
      {(close) => (
        <ActionForm
          wide
          submit="Set secret"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => adopt({ id, secret: String(form.get('secret')).trim() })}
        >
          {(errorOf) => (
            <TextField
              label="Secret"
              name="secret"
              type="password"
              maxLength={255}
              autoComplete="off"
              help="PagerDuty shows it once, when the webhook is made. It is stored encrypted and not shown again."
              error={errorOf('secret')}
            />
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}

/** Ends a source. */
export function RemoveSource({ id, name, remove }: { id: string; name: string; remove: Do<{ id: string }> }) {
  const router = useRouter();
  return (
    <ConfirmButton
      label="Remove source"
      title={`Remove “${name}”?`}
      result="Its deliveries are refused from now on. What it delivered stays, and so do the incidents."
      onConfirm={async () => {
        const answer = await remove({ id });
        if (answer.ok) router.push('/settings/sources');
        return answer;
      }}
    />
  );
}
