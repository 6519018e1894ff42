'use client';

import { Search } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { Kbd } from '@/components/ui/kbd';
import { Link } from '@/components/ui/link';
import {
  type Destination,
  docsDestination,
  isAt,
  mainDestinations,
  metricDestinations,
  settingsDestination,
} from './destinations';
import { DestinationIcon } from './icons';
import { Logo } from './logo';
import classes from './nav.module.css';
import { type Person, UserMenu } from './user-menu';

type NavProps = { user: Person; openIncidents: number; onSearch: () => void; onNavigate?: () => void };

function Entries({
  entries,
  counts,
  onNavigate,
}: {
  entries: Destination[];
  counts?: Record<string, number>;
  onNavigate?: (() => void) | undefined;
}) {
  const path = usePathname();
  return (
    <ul className={classes.list}>
      {entries.map((entry) => {
        const count = counts?.[entry.href] ?? 0;
        return (
          <li key={entry.href}>
            <Link
              href={entry.href}
              className={classes.link}
              aria-current={isAt(path, entry) ? 'page' : undefined}
              onClick={() => onNavigate?.()}
            >
              <DestinationIcon name={entry.icon} />
              {entry.label}
              {count > 0 && (
                <span className={classes.count}>
                  {count}
                  <span className={classes.spoken}> open</span>
                </span>
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** What the sidebar holds, and on a phone the drawer; `onNavigate` closes that. */
export function Nav({ user, openIncidents, onSearch, onNavigate }: NavProps) {
  return (
    <div className={classes.nav}>
      <Link href="/" className={classes.brand} onClick={() => onNavigate?.()} aria-label="Fairlead, overview">
        <Logo />
      </Link>
      <button type="button" className={classes.search} onClick={onSearch}>
        <Search size={16} strokeWidth={1.75} aria-hidden="true" />
        Search
        <span className={classes.key}>
          <Kbd keys="mod+K" />
        </span>
      </button>
      <div className={classes.scroll}>
        <nav aria-label="Main">
          <Entries entries={mainDestinations} counts={{ '/incidents': openIncidents }} onNavigate={onNavigate} />
          <p className={classes.heading}>Metrics</p>
          <Entries entries={metricDestinations} onNavigate={onNavigate} />
        </nav>
        <div className={classes.foot}>
          <nav aria-label="More">
            <Entries entries={[docsDestination, settingsDestination]} onNavigate={onNavigate} />
          </nav>
        </div>
      </div>
      <div className={classes.person}>
        <UserMenu person={user} />
      </div>
    </div>
  );
}
