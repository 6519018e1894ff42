'use client';

import { SquareCheckBig } from 'lucide-react';
import { valuesIn } from '@/components/actions/action-changes';
import { ActionFields } from '@/components/actions/action-fields';
import type { AddAction } from '@/components/actions/add-action';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import classes from './add-section.module.css';
import { useWriting } from './writing';

/** Writes down an action item, from the tools or by `[]` in the text. */
export function NewAction({ incidentKey, add }: { incidentKey: string; add: AddAction }) {
  const { isAddingAction, setAddingAction } = useWriting();
  const close = () => setAddingAction(false);
  return (
    <>
      <button type="button" className={classes.trigger} onClick={() => setAddingAction(true)}>
        <SquareCheckBig size={14} strokeWidth={1.75} aria-hidden="true" /> New action
      </button>
      {isAddingAction && (
        <Dialog title="Add an action item" onClose={close} widthPx={600}>
          <ActionForm
            wide
            submit="Add action item"
            onCancel={close}
            onDone={close}
            onSubmit={(form) => {
              const { text, ...rest } = valuesIn(form);
              return add({ incident: incidentKey, text: text ?? '', ...rest });
            }}
          >
            {(errorOf) => <ActionFields item={null} errorOf={errorOf} />}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}
