import { Lock } from 'lucide-react';
import classes from './private-mark.module.css';

/** The lock beside a private incident. */
export function PrivateMark() {
  return (
    <span className={classes.mark}>
      <Lock size={13} strokeWidth={1.75} aria-hidden="true" />
      <span className="visually-hidden">private</span>
    </span>
  );
}
