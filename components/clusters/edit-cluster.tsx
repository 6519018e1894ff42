'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Choices, TextField } from '@/components/ui/field';
import type { ClusterAnswer } from '@/lib/clusters/schema/settings';
import type { ActionResult } from '@/lib/server/action';
import { ClusterFields } from './cluster-fields';
import { type ClusterInput, inputOf } from './cluster-input';

type Edit = (input: { id: string; name: string; connection: ClusterInput | null }) => Promise<ActionResult<unknown>>;

/** Renames a cluster, or reaches it by another connection from now on. The present one is never shown. */
export function EditCluster({ cluster: { id, name, kind }, edit }: { cluster: ClusterAnswer; edit: Edit }) {
  const [isOpen, setIsOpen] = useState(false);
  const [isReplaced, setIsReplaced] = useState(false);
  const close = () => {
    setIsOpen(false);
    setIsReplaced(false);
  };
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Edit cluster</Button>
      {isOpen && (
        <Dialog title={`Edit “${name}”`} onClose={close} widthPx={560}>
          <ActionForm
            wide
            submit="Save cluster"
            onCancel={close}
            onDone={close}
            onSubmit={async (form) => {
              const connection = isReplaced ? inputOf(form, kind) : null;
              return atFields(await edit({ id, name: String(form.get('name')).trim(), connection }));
            }}
          >
            {(errorOf) => (
              <>
                <TextField
                  label="Name"
                  name="name"
                  defaultValue={name}
                  maxLength={100}
                  autoComplete="off"
                  error={errorOf('name')}
                />
                {kind !== 'simulated' && (
                  <div
                    onChange={(event) => {
                      const { name: field, value } = event.target as HTMLInputElement;
                      if (field === 'connection') setIsReplaced(value === 'replace');
                    }}
                  >
                    <Choices
                      label="Connection"
                      name="connection"
                      type="radio"
                      chosen={[isReplaced ? 'replace' : 'keep']}
                      options={[
                        { value: 'keep', label: 'Keep it', help: 'It is stored sealed and cannot be shown.' },
                        {
                          value: 'replace',
                          label: 'Replace it',
                          help: 'The present credentials are destroyed when this is saved. Links stay.',
                        },
                      ]}
                      error={errorOf('connection')}
                    />
                  </div>
                )}
                {isReplaced && <ClusterFields kind={kind} errorOf={errorOf} />}
              </>
            )}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}

/** Errors of the connection belong to its fields here. */
function atFields<R>(answer: ActionResult<R>): ActionResult<R> {
  if (answer.ok) return answer;
  const issues = answer.issues.map(({ path, message }) => ({ path: path.replace(/^\/connection(?=\/)/, ''), message }));
  return { ...answer, issues };
}
