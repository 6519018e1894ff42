import { Fragment } from 'react';
import { formatCount } from '@/lib/core/format';
import type { Course, Moved } from '@/lib/metrics/model/course';
import classes from './health-line.module.css';

const verdicts = {
  better: 'Getting better',
  worse: 'Getting worse',
  mixed: 'Neither better nor worse on balance',
  same: 'No change',
} as const;

/** In words whether a scope gets better or worse, and what moved. */
export function CourseLine({ course, days }: { course: Course; days: number }) {
  const against = `against the ${formatCount(Math.round(days * 10) / 10, 'day')} before`;
  if (course.verdict === null) {
    return <p className={classes.facts}>There are not enough records to compare with the window before.</p>;
  }
  return (
    <p className={classes.facts}>
      <strong className={classes.strong}>{verdicts[course.verdict]}</strong> {against}
      <Moves label="better" moves={course.better} />
      <Moves label="worse" moves={course.worse} />.
      {course.unknown.length > 0 && ` Cannot be compared: ${course.unknown.join(', ')}.`}
    </p>
  );
}

function Moves({ label, moves }: { label: 'better' | 'worse'; moves: Moved[] }) {
  if (moves.length === 0) return null;
  return (
    <>
      {label === 'better' ? ': better ' : '; worse '}
      {moves.map(({ name, change }, index) => (
        <Fragment key={name}>
          {index > 0 && ', '}
          {name} <span className={classes[label]}>{change.text}</span>
        </Fragment>
      ))}
    </>
  );
}
