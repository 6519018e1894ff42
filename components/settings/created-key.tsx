'use client';

import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog } from '@/components/ui/dialog';
import { useLeaveWarning } from '@/components/ui/leave-warning';
import { Notice } from '@/components/ui/notice';
import type { Scope } from '@/lib/auth/policy';
import { firstCall } from '@/lib/keys/model';
import classes from './key.module.css';

export type Created = { name: string; key: string; scopes: Scope[] };

/** A key, this once. Leaving by mistake would lose it: that takes the button or a second try, of the browser's Back too. */
export function CreatedKey({ origin, created, onClose }: { origin: string; created: Created; onClose: () => void }) {
  const { isWarned, warn } = useLeaveWarning();
  return (
    <Dialog title={`Copy the key “${created.name}”`} onClose={isWarned ? onClose : warn} widthPx={640}>
      <div className={classes.created}>
        <Notice tone="warning">
          {isWarned
            ? 'The key is gone once this closes. Copy it, then close.'
            : 'This key is shown this once. Fairlead keeps only a hash of it.'}
        </Notice>
        <CodeBlock label="API key" code={created.key} copyLabel="Copy the key" />
        <CodeBlock {...firstCall(origin, created.key, created.scopes)} copyLabel="Copy the command" />
        <div className={classes.buttons}>
          <Button kind="primary" onClick={onClose}>
            Close, the key is copied
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
