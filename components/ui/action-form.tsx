'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ActionResult } from '@/lib/server/action';
import { Button, type ButtonKind } from './button';
import { useConfirmation } from './confirm-identity';
import classes from './field.module.css';
import { Notice } from './notice';

export type ErrorOf = (field: string) => string | undefined;

type ActionFormProps<R> = {
  /** Verb and object. */
  submit: string;
  kind?: ButtonKind;
  /** Fills its parent and puts the buttons to the right: in dialogs. */
  wide?: boolean;
  onSubmit: (form: FormData) => Promise<ActionResult<R>>;
  /** What the page says when it is done; nothing where a dialog closes instead. */
  done?: string;
  onDone?: (value: R) => void;
  onCancel?: () => void;
  /** What the button says that leaves all as it is. */
  cancel?: string;
  /** Empties the fields when it is done: for passwords. */
  clears?: boolean;
  children: (errorOf: ErrorOf) => ReactNode;
};

const unfinished = 'This is not finished. Complete it, or empty all of it.';

/** The fields that show something which is no value yet, such as half of a date: as text they would be empty. */
function unfinishedIn(form: HTMLFormElement): Record<string, string> {
  const inputs = [...form.elements].filter((each) => each instanceof HTMLInputElement);
  return Object.fromEntries(inputs.flatMap(({ name, validity }) => (validity.badInput ? [[name, unfinished]] : [])));
}

// An answer can be lost after the work was done.
const unanswered = 'Fairlead did not answer, so this may be done or not. Nothing you typed is lost; try again.';

/**
 * A form around a server action: what was typed survives an error, and the first field that is wrong gets the focus. If the action
 * takes a fresh proof of who it is, the form asks for it and then goes on.
 */
export function ActionForm<R>({
  submit,
  kind = 'primary',
  wide = false,
  onSubmit,
  done,
  onDone,
  onCancel,
  cancel = 'Cancel',
  clears = false,
  children,
}: ActionFormProps<R>) {
  const form = useRef<HTMLFormElement>(null);
  const confirmation = useConfirmation();
  const [isBusy, setIsBusy] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const [failure, setFailure] = useState<{ message: string; fields: Record<string, string> } | null>(null);

  // Once the fields say what is wrong with them.
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);

  async function send() {
    if (!form.current || isBusy) return;
    const halves = unfinishedIn(form.current);
    if (Object.keys(halves).length > 0) return fail(unfinished, halves);
    setIsBusy(true);
    setIsDone(false);
    const answer = await confirmation.send(form.current, onSubmit).catch(() => null);
    setIsBusy(false);
    if (answer === 'asked') return setFailure(null);
    if (answer?.ok) {
      setFailure(null);
      setIsDone(true);
      if (clears) form.current?.reset();
      onDone?.(answer.value);
      return;
    }
    const issues = answer?.issues ?? [];
    const fields = Object.fromEntries(issues.map(({ path, message }) => [path.split('/')[1] ?? '', message]));
    fail(answer?.message ?? unanswered, fields);
  }

  function fail(message: string, fields: Record<string, string>) {
    setFailure({ message, fields });
  }

  const isAtField = failure !== null && Object.keys(failure.fields).some((name) => name !== '');
  return (
    <form
      ref={form}
      className={wide ? `${classes.form} ${classes.wide}` : classes.form}
      // Sent before the script is there, nothing that was typed must end up in the address.
      method="post"
      noValidate
      onChange={() => setIsDone(false)}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children((field) => failure?.fields[field])}
      {confirmation.question}
      {failure && !isAtField && <Notice tone="danger">{failure.message}</Notice>}
      <div className={classes.buttons}>
        {onCancel && <Button onClick={onCancel}>{cancel}</Button>}
        {confirmation.canGoOn && (
          <Button type="submit" kind={kind} aria-disabled={isBusy || undefined}>
            {submit}
          </Button>
        )}
        <span role="status" className={classes.done}>
          {isDone ? done : ''}
        </span>
      </div>
    </form>
  );
}
