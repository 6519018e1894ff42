import classes from './summary.module.css';

/** What happened, in a responder's words. */
export function Summary({ text, mayWrite }: { text: string | null; mayWrite: boolean }) {
  if (text) return <p className={classes.text}>{text}</p>;
  return (
    <p className={classes.none}>
      Nobody wrote a summary yet. {mayWrite ? 'Correct the incident to add one.' : 'A responder can add one.'}
    </p>
  );
}
