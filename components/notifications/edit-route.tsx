'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { Choices } from '@/components/ui/field';
import { kindWords, reactionWords } from '@/lib/notifications/model/words';
import {
  type ListedChannel,
  type ListedRoute,
  type Reaction,
  reactions,
  type Severity,
} from '@/lib/notifications/schema';
import type { ActionResult } from '@/lib/server/action';
import classes from './channels.module.css';

export type SetRoute = (input: {
  severity: Severity;
  reaction: Reaction;
  primary: string[];
  fallback: string[];
}) => Promise<ActionResult<unknown>>;

/** What one severity does, and to whom it goes. */
export function EditRoute({ route, channels, set }: { route: ListedRoute; channels: ListedChannel[]; set: SetRoute }) {
  const { severity } = route;
  const options = channels.map(({ id, name, config, canPage, enabled }) => ({
    value: id,
    label: name,
    help: `${kindWords[config.kind].label}; ${canPage ? 'wakes somebody' : 'wakes nobody'}${enabled ? '' : '; switched off'}`,
  }));
  return (
    <DialogButton label={`Edit ${severity}`} title={`What ${severity} does`} widthPx={560}>
      {(close) => (
        <ActionForm
          wide
          submit={`Save ${severity}`}
          onCancel={close}
          onDone={close}
          onSubmit={(form) =>
            set({
              severity,
              reaction: reactions.find((each) => each === form.get('reaction')) ?? route.reaction,
              primary: form.getAll('primary').map(String),
              fallback: form.getAll('fallback').map(String),
            })
          }
        >
          {(errorOf) => (
            <>
              <Choices
                label="When declared"
                name="reaction"
                type="radio"
                chosen={[route.reaction]}
                options={reactions.map((value) => ({ value, ...reactionWords[value] }))}
                error={errorOf('reaction')}
              />
              {options.length === 0 && <p className={classes.words}>There is no channel yet. Add one first.</p>}
              {options.length > 0 && (
                <>
                  <Choices
                    label="Goes to"
                    name="primary"
                    type="checkbox"
                    chosen={route.primary}
                    options={options}
                    error={errorOf('primary')}
                  />
                  <Choices
                    label="If nobody takes command in time"
                    name="fallback"
                    type="checkbox"
                    chosen={route.fallback}
                    options={options}
                    help="Told when the target for the commander is missed, under the same key. None: a page goes to the same channels again."
                    error={errorOf('fallback')}
                  />
                </>
              )}
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
