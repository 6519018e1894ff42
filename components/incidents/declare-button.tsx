'use client';

import { useDeclare } from '@/components/shell/declare-context';
import { Button } from '@/components/ui/button';
import classes from './declare-button.module.css';

/** Opens the declare dialog, as the key c does; nothing for those who may not declare. */
export function DeclareButton() {
  const declare = useDeclare();
  if (!declare) return null;
  return (
    <Button kind="danger" onClick={declare}>
      Declare incident
      <span className={classes.key} aria-hidden="true">
        C
      </span>
    </Button>
  );
}
