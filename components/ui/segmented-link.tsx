import { Link } from './link';
import classes from './segmented-link.module.css';

type Segment = { href: string; label: string; isCurrent: boolean };

/** A choice of a few views, each a link: '7 d | 30 d | 90 d'. */
export function SegmentedLink({ label, segments }: { label: string; segments: Segment[] }) {
  return (
    <nav className={classes.group} aria-label={label}>
      {segments.map(({ href, label: text, isCurrent }) => (
        <Link
          key={text}
          href={href}
          scroll={false}
          className={classes.segment}
          aria-current={isCurrent ? 'true' : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
