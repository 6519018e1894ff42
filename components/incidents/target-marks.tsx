import { formatShare } from '@/lib/core/format';
import { markWords, type TargetsView, targetMarks } from '@/lib/incidents/model/listing';
import classes from './target-marks.module.css';

/** How many response targets were missed, with a mark for each in their order. */
export function TargetMarks({ view: { marks, missed } }: { view: TargetsView }) {
  if (marks.length === 0) return <span className={classes.none}>no targets</span>;
  if (marks.every(({ mark }) => mark === 'none')) return <span className={classes.none}>not applicable</span>;
  return (
    <span className={classes.targets}>
      <span className={classes.share} data-missed={missed > 0 || undefined}>
        {formatShare(missed, marks.length)}
      </span>
      <span className={classes.marks} aria-hidden="true">
        {marks.map(({ mark, what }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same target comes again when an incident is re-opened
          <span key={index} className={classes.mark} data-mark={mark} title={`${what}: ${markWords[mark]}`} />
        ))}
      </span>
      <span className="visually-hidden">{marks.map(({ mark, what }) => `${what}: ${markWords[mark]}`).join(', ')}</span>
    </span>
  );
}

/** What the marks mean. */
export function TargetLegend() {
  return (
    <ul className={classes.legend} aria-label="Marks of targets">
      {targetMarks.map((mark) => (
        <li key={mark}>
          <span className={classes.mark} data-mark={mark} aria-hidden="true" />
          {markWords[mark]}
        </li>
      ))}
    </ul>
  );
}
