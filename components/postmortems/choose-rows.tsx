'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { DialogButton } from '@/components/ui/dialog-button';
import { formatCount } from '@/lib/core/format';
import { formatInZone } from '@/lib/core/time';
import type { TimelineFact } from '@/lib/postmortems/model/facts';
import type { ActionResult } from '@/lib/server/action';
import classes from './choose-rows.module.css';

type Confirm = (input: { key: string; rows: number[] }) => Promise<ActionResult<unknown>>;
type ChooseRowsProps = {
  incidentKey: string;
  rows: TimelineFact[];
  chosen: number[];
  isConfirmed: boolean;
  confirm: Confirm;
};

/** Which rows of the log tell the incident; saying so confirms the timeline. */
export function ChooseRows({ incidentKey, rows, chosen, isConfirmed, confirm }: ChooseRowsProps) {
  return (
    <DialogButton label={isConfirmed ? 'Choose rows' : 'Confirm timeline'} title="Rows of the timeline" widthPx={720}>
      {(close) => <RowsForm {...{ incidentKey, rows, chosen, confirm, close }} />}
    </DialogButton>
  );
}

function RowsForm({
  incidentKey,
  rows,
  chosen,
  confirm,
  close,
}: Omit<ChooseRowsProps, 'isConfirmed'> & { close: () => void }) {
  const [picked, setPicked] = useState(() => new Set(chosen));
  const toggle = (seq: number) => {
    const next = new Set(picked);
    if (!next.delete(seq)) next.add(seq);
    setPicked(next);
  };
  return (
    <ActionForm
      wide
      submit={`Confirm ${formatCount(picked.size, 'row')}`}
      onCancel={close}
      onDone={close}
      onSubmit={() => confirm({ key: incidentKey, rows: [...picked] })}
    >
      {(errorOf) => (
        <>
          <p className={classes.help}>
            Choose what somebody who was not there needs to follow it. Times and words are those of the log; correct
            them there.
          </p>
          <div className={classes.all}>
            <Button kind="quiet" onClick={() => setPicked(new Set(rows.map(({ seq }) => seq)))}>
              Choose all
            </Button>
            <Button kind="quiet" onClick={() => setPicked(new Set())}>
              Choose none
            </Button>
            {errorOf('rows') && <span className={classes.error}>{errorOf('rows')}</span>}
          </div>
          <div className={classes.rows}>
            {rows.map(({ seq, at, text }) => (
              <label key={seq} className={classes.row}>
                <input type="checkbox" checked={picked.has(seq)} onChange={() => toggle(seq)} />
                <span className={classes.time}>{formatInZone(new Date(at), 'UTC', 'short')}</span>
                <span>{text}</span>
              </label>
            ))}
          </div>
        </>
      )}
    </ActionForm>
  );
}
