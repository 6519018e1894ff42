'use client';

import { Check, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Flyout } from '@/components/ui/flyout';
import { StatusBadge } from '@/components/ui/status-badge';
import { type ActionAnswer, type ActionStatus, actionStatuses } from '@/lib/actions/schema';
import { statusShown } from './action-words';
import type { EditAction } from './edit-action';
import classes from './move-action.module.css';

/** The status of an action item, and the menu that changes it. */
export function MoveAction({ item, edit }: { item: ActionAnswer; edit: EditAction }) {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [tone, word] = statusShown[item.status];

  async function move(status: ActionStatus) {
    setFailure(null);
    setIsBusy(true);
    const answer = await edit({ id: item.id, status, expected_version: item.version }).catch(() => null);
    setIsBusy(false);
    if (answer?.ok) return;
    setFailure(answer?.message ?? 'Fairlead did not answer, so this may be done or not. Look again, then repeat it.');
  }

  return (
    <span className={classes.move}>
      <Flyout
        triggerClassName={classes.trigger}
        label={`${word}: change the status of ${item.id}`}
        panelLabel={`Status of ${item.id}`}
        widthPx={180}
        trigger={
          <>
            <StatusBadge tone={tone}>{isBusy ? 'Saving…' : word}</StatusBadge>
            <ChevronDown size={12} strokeWidth={1.75} aria-hidden="true" />
          </>
        }
      >
        {(close) => (
          <ul className={classes.options}>
            {actionStatuses.map((status) => (
              <li key={status}>
                <button
                  type="button"
                  className={classes.option}
                  aria-pressed={status === item.status}
                  onClick={() => {
                    close();
                    if (status !== item.status) void move(status);
                  }}
                >
                  <StatusBadge tone={statusShown[status][0]}>{statusShown[status][1]}</StatusBadge>
                  {status === item.status && <Check size={14} strokeWidth={1.75} aria-hidden="true" />}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Flyout>
      <span role="status" className={classes.failure}>
        {failure}
      </span>
    </span>
  );
}
