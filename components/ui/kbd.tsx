'use client';

import { useSyncExternalStore } from 'react';
import classes from './kbd.module.css';

const never = () => () => undefined;
const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as on the viewer's keyboard: `mod+K` is ⌘K or Ctrl K, `m` is M; keys pressed one after the other are separated by a space. */
export function Kbd({ keys }: { keys: string }) {
  const apple = useSyncExternalStore(never, isApple, () => false);
  const shown = keys
    .split(' ')
    .map((key) => (key.length === 1 ? key.toUpperCase() : key.replace('mod+', apple ? '⌘' : 'Ctrl ')));
  return (
    <span className={classes.keys}>
      {shown.map((key) => (
        <kbd key={key} className={classes.kbd}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
