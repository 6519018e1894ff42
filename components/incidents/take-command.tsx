'use client';

import { UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import type { ActionResult } from '@/lib/server/action';
import classes from './take-command.module.css';

export type ChangeSeat = (input: { key: string; seat: 'commander'; do: 'take' }) => Promise<ActionResult<unknown>>;

/** Takes the empty seat of the commander. Somebody may be faster: then it says so and nothing changes. */
export function TakeCommand({ incidentKey, change }: { incidentKey: string; change: ChangeSeat }) {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function take() {
    if (isBusy) return;
    setFailure(null);
    setIsBusy(true);
    const answer = await change({ key: incidentKey, seat: 'commander', do: 'take' }).catch(() => null);
    setIsBusy(false);
    if (answer?.ok) return;
    setFailure(answer?.message ?? 'Fairlead did not answer, so this may be done or not. Look again, then repeat it.');
  }

  return (
    <span className={classes.take}>
      <button type="button" className={classes.button} aria-disabled={isBusy || undefined} onClick={() => void take()}>
        <span className={classes.seat}>
          <UserRoundPlus size={14} strokeWidth={1.75} aria-hidden="true" />
        </span>
        {isBusy ? 'Taking command…' : 'Take command'}
        <span className="visually-hidden"> of {incidentKey}</span>
      </button>
      <span role="status" className={classes.failure}>
        {failure}
      </span>
    </span>
  );
}
