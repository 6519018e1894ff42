import { Link } from '@/components/ui/link';
import classes from './standing.module.css';

/** Switches between names and the roles that their bearers held; only what this person sees. */
export function NamesLink({ href, byRole }: { href: string; byRole: boolean }) {
  return (
    <p className={classes.names}>
      <Link href={href}>{byRole ? 'Show names' : 'Show roles for names'}</Link>
    </p>
  );
}
