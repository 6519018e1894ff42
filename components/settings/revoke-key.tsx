'use client';

import { ConfirmButton } from '@/components/ui/confirm-button';
import type { ActionResult } from '@/lib/server/action';

export type RevokeKeyProps = {
  id: string;
  name: string;
  fromEnvironment: boolean;
  revoke: (input: { id: string }) => Promise<ActionResult<unknown>>;
};

/** Ends a key for good. */
export function RevokeKey({ id, name, fromEnvironment, revoke }: RevokeKeyProps) {
  return (
    <ConfirmButton
      label="Revoke key"
      title={`Revoke the key “${name}”?`}
      result={
        fromEnvironment
          ? 'Calls with this key are refused at once. It is the key that FAIRLEAD_ADMIN_API_KEY names: remove it there too, or it lives again at the next start.'
          : 'Calls with this key are refused at once and for good. What it delivered stays, and so does its line here.'
      }
      onConfirm={() => revoke({ id })}
    />
  );
}
