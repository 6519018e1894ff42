import type { ButtonHTMLAttributes } from 'react';
import classes from './button.module.css';

export type ButtonKind = 'default' | 'primary' | 'danger' | 'quiet';

/** A button as a verb and its object. One primary per view. */
export function Button({
  kind = 'default',
  type = 'button',
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: ButtonKind }) {
  return (
    <button type={type} data-kind={kind} className={[classes.button, className].filter(Boolean).join(' ')} {...rest} />
  );
}
