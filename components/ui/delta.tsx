import { changeOf, formatValue, type ValueUnit } from '@/lib/core/format';
import classes from './delta.module.css';

type DeltaProps = {
  value: number | null;
  previous: number | null;
  unit: ValueUnit;
  better: 'higher' | 'lower';
  withPrevious?: boolean;
};

/** The change against an earlier value, with its sign and in words which way is better: '−18 % (faster) vs 5 h 7 m'. */
export function Delta({ value, previous, unit, better, withPrevious = true }: DeltaProps) {
  const change = changeOf(value, previous, unit, better);
  if (!change) {
    return (
      <span className={classes.delta}>
        {previous === null ? 'No earlier value' : `vs ${formatValue(previous, unit)}`}
      </span>
    );
  }
  return (
    <span className={classes.delta}>
      <span className={classes.change} data-verdict={change.verdict}>
        {change.text}
        {change.word && ` (${change.word})`}
      </span>
      {withPrevious && previous !== null && ` vs ${formatValue(previous, unit)}`}
    </span>
  );
}
