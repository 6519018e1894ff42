import classes from './logo.module.css';

/** The mark alone: a rope led through a fairlead's ring. */
function LogoMark({ size = 24 }: { size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6" className={classes.plate} />
      <circle cx="12" cy="12" r="5" className={classes.line} />
      <path d="M4.5 16.5c4-0.6 11-3.4 15-9" className={classes.line} />
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <LogoMark />
      <span>Fairlead</span>
    </span>
  );
}
