'use client';

import { Ellipsis } from 'lucide-react';
import { Fragment } from 'react';
import { Flyout } from '@/components/ui/flyout';
import { Kbd } from '@/components/ui/kbd';
import { Link } from '@/components/ui/link';
import classes from './room-menu.module.css';

export type MenuItem = {
  label: string;
  /** The key that does it too. */
  keys?: string;
  /** Who may instead; the item stays in sight and does nothing. */
  hindrance?: string | null;
  run?: () => void;
  href?: string;
};

/** Everything that may be done with the incident besides the next step. What this person may not do says who may. */
export function RoomMenu({ groups }: { groups: MenuItem[][] }) {
  return (
    <Flyout
      label="More actions"
      triggerClassName={classes.trigger}
      trigger={<Ellipsis size={18} strokeWidth={1.75} aria-hidden="true" />}
      widthPx={300}
      align="end"
    >
      {(close) => (
        <div className={classes.menu}>
          {groups.map((items, index) => (
            <Fragment key={items[0]?.label ?? index}>
              {index > 0 && <hr className={classes.rule} />}
              {items.map(({ label, keys, hindrance = null, run, href }) =>
                href ? (
                  <Link key={label} href={href} className={classes.item} onClick={close}>
                    {label}
                  </Link>
                ) : (
                  <button
                    key={label}
                    type="button"
                    className={classes.item}
                    aria-disabled={hindrance !== null || undefined}
                    onClick={() => {
                      if (hindrance !== null) return;
                      close();
                      run?.();
                    }}
                  >
                    <span>
                      {label}
                      {hindrance !== null && <small className={classes.hint}>{hindrance}</small>}
                    </span>
                    {keys && hindrance === null && <Kbd keys={keys} />}
                  </button>
                ),
              )}
            </Fragment>
          ))}
        </div>
      )}
    </Flyout>
  );
}
