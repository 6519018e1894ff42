'use client';

import { useRef, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import type { ActionAnswer } from '@/lib/actions/schema';
import type { ActionResult } from '@/lib/server/action';
import { changesIn, takeStale } from './action-changes';
import { ActionFields } from './action-fields';
import classes from './edit-action.module.css';

export type EditAction = (input: {
  id: string;
  expected_version?: number;
  // What the fields hold; the schema of the action says what is acceptable.
  [field: string]: unknown;
}) => Promise<ActionResult<unknown>>;

/** The text of an action item as the button that opens its form. */
export function EditActionButton({ item, edit }: { item: ActionAnswer; edit: EditAction }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <button type="button" className={classes.text} onClick={() => setIsOpen(true)}>
        <span className="visually-hidden">Edit {item.id}: </span>
        {item.text}
      </button>
      {isOpen && (
        <Dialog title={`Edit ${item.id}`} onClose={close} widthPx={600}>
          <EditForm item={item} edit={edit} close={close} />
        </Dialog>
      )}
    </>
  );
}

function EditForm({ item: current, edit, close }: { item: ActionAnswer; edit: EditAction; close: () => void }) {
  // The page goes on living behind the form. What is typed here is typed over what was there when it opened.
  const [item] = useState(current);
  const version = useRef(item.version);

  async function save(form: FormData): Promise<ActionResult<unknown>> {
    const changes = changesIn(form, item);
    if (Object.keys(changes).length === 0) return { ok: true, value: null };
    const answer = await edit({ id: item.id, ...changes, expected_version: version.current });
    if (answer.ok || answer.code !== 'stale_version') return answer;
    const stale = takeStale(answer, item);
    version.current = stale.version;
    return stale.answer;
  }

  return (
    <ActionForm wide submit="Save action item" onCancel={close} onDone={close} onSubmit={save}>
      {(errorOf) => <ActionFields item={item} errorOf={errorOf} />}
    </ActionForm>
  );
}
