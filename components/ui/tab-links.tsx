import { formatNumber } from '@/lib/core/format';
import { Link } from './link';
import classes from './tab-links.module.css';

type Tab = { href: string; label: string; count: number; isCurrent: boolean };

/** The views of a page, each a link with how many it holds. */
export function TabLinks({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(({ href, label: text, count, isCurrent }) => (
        <Link
          key={text}
          href={href}
          scroll={false}
          className={classes.tab}
          aria-current={isCurrent ? 'page' : undefined}
        >
          {text} <span className={classes.count}>{formatNumber(count)}</span>
        </Link>
      ))}
    </nav>
  );
}
