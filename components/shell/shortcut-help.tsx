'use client';

import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { docsDestination, mainDestinations, metricDestinations, settingsDestination } from './destinations';
import { pageKeys } from './page-keys';
import classes from './shortcut-help.module.css';
import { singleKeysOff, switchSingleKeys } from './single-keys';

const general: [string, string][] = [
  ['mod+K', 'Search pages and services'],
  ['/', 'Search on this page'],
  ['?', 'This help'],
  ['Esc', 'Close what is open'],
];

/** The keys that work everywhere. */
export function ShortcutHelp({ mayDeclare, onClose }: { mayDeclare: boolean; onClose: () => void }) {
  const places = [...mainDestinations, ...metricDestinations, docsDestination, settingsDestination];
  const declare: [string, string][] = mayDeclare ? [['c', 'Declare an incident']] : [];
  const rows = [...general, ...declare, ...places.map(({ key, label }): [string, string] => [`g ${key}`, label])];
  const own = pageKeys();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <SingleKeysSwitch />
      {own && (
        <>
          <h3 className={classes.group}>{own.title}</h3>
          <KeyList rows={own.keys.map(({ key, label }) => [key, label])} />
          <h3 className={classes.group}>Everywhere</h3>
        </>
      )}
      <KeyList rows={rows} />
    </Dialog>
  );
}

function KeyList({ rows }: { rows: [keys: string, what: string][] }) {
  return (
    <dl>
      {rows.map(([keys, what]) => (
        <div key={keys} className={classes.row}>
          <dt>{what}</dt>
          <dd>
            <Kbd keys={keys} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** For those whose speech input or hands press single keys by accident; ⌘K stays. */
function SingleKeysSwitch() {
  const [isOn, setIsOn] = useState(() => !singleKeysOff());
  return (
    <label className={classes.switch}>
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => {
          switchSingleKeys(checked);
          setIsOn(checked);
        }}
      />
      Single-key shortcuts on this device
    </label>
  );
}
