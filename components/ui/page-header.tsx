import type { ReactNode } from 'react';
import { LiveBadge } from '@/components/shell/live-badge';
import { Link } from './link';
import classes from './page-header.module.css';

type PageHeaderProps = {
  title: string;
  /** Where this page lies: [{ href: '/services', label: 'Services' }]. */
  crumbs?: { href: string; label: string }[];
  /** One line under the title, e.g. the window in words. */
  note?: ReactNode;
  /** Filters and buttons at the right, below the title on narrow screens. */
  actions?: ReactNode;
  /** Zone of the live badge; null hides the badge on pages that do not refresh themselves. */
  liveZone?: string | null;
};

/** The one h1 of a page, with what it is about and what can be done. */
export function PageHeader({ title, crumbs = [], note, actions, liveZone = 'UTC' }: PageHeaderProps) {
  return (
    <div className={classes.header}>
      <div className={classes.words}>
        <div className={classes.titleRow}>
          {crumbs.length > 0 && (
            <nav aria-label="Breadcrumb">
              {crumbs.map(({ href, label }) => (
                <span key={href}>
                  <Link href={href} className={classes.crumb}>
                    {label}
                  </Link>
                  <span aria-hidden="true" className={classes.slash}>
                    /
                  </span>
                </span>
              ))}
            </nav>
          )}
          <h1 className={classes.title}>{title}</h1>
        </div>
        {(note || liveZone) && (
          <div className={classes.note}>
            {note && <span>{note}</span>}
            {liveZone && (
              <span className={classes.live}>
                <LiveBadge zone={liveZone} />
              </span>
            )}
          </div>
        )}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
