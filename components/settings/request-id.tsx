'use client';

import { CopyButton } from '@/components/ui/copy-button';
import { Flyout } from '@/components/ui/flyout';
import classes from './request-id.module.css';

/** The id of a call as the server's log has it: its beginning, and all of it to copy. */
export function RequestId({ id }: { id: string }) {
  return (
    <Flyout
      triggerClassName={classes.trigger}
      panelLabel="Request id"
      widthPx={340}
      align="end"
      trigger={<span>{id.slice(0, 8)}</span>}
    >
      <div className={classes.panel}>
        <code className={classes.id}>{id}</code>
        <CopyButton text={id} label="Copy request id" />
      </div>
    </Flyout>
  );
}
