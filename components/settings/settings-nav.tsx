'use client';

import { usePathname } from 'next/navigation';
import { Link } from '@/components/ui/link';
import classes from './settings-nav.module.css';

type SettingsNavProps = {
  open: { href: string; label: string }[];
  /** 'API keys: administrators' for what this person may not open. */
  closed: { who: string; labels: string[] }[];
};

/** The pages of the settings: beside the page on wide screens, above it on narrow ones. */
export function SettingsNav({ open, closed }: SettingsNavProps) {
  const path = usePathname();
  return (
    <div className={classes.side}>
      <nav aria-label="Settings">
        <ul className={classes.list}>
          {open.map(({ href, label }) => (
            <li key={href}>
              <Link
                href={href}
                className={classes.link}
                aria-current={path === href || path.startsWith(`${href}/`) ? 'page' : undefined}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {closed.map(({ who, labels }) => (
        <p key={who} className={classes.closed}>
          {labels.join(', ')}: {who} only.
        </p>
      ))}
    </div>
  );
}
