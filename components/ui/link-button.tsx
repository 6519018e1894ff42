import type { ReactNode } from 'react';
import type { ButtonKind } from './button';
import classes from './button.module.css';
import { Link } from './link';

type LinkButtonProps = { href: string; kind?: ButtonKind; download?: boolean; children: ReactNode };

/** A link that looks like a button; `download` for files, which no page transition loads. */
export function LinkButton({ href, kind = 'default', download = false, children }: LinkButtonProps) {
  if (download) {
    return (
      <a href={href} data-kind={kind} className={classes.button} download>
        {children}
      </a>
    );
  }
  return (
    <Link href={href} data-kind={kind} className={classes.button}>
      {children}
    </Link>
  );
}
