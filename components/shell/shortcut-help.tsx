'use client';

import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { docsDestination, mainDestinations, metricDestinations, settingsDestination } from './destinations';
import classes from './shortcut-help.module.css';

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
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
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
      <p className={classes.note}>Single keys can be switched off in the account menu.</p>
    </Dialog>
  );
}
