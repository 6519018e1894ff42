import { type ValueUnit, valueParts } from '@/lib/core/format';
import classes from './metric-value.module.css';

type MetricValueProps = {
  value: number | null;
  unit: ValueUnit;
  size?: 'large' | 'small';
  /** Said in place of a value. */
  absent?: string;
};

/** A number with its unit, figures larger than units; without a value it says why. */
export function MetricValue({ value, unit, size = 'large', absent = 'No data in this window' }: MetricValueProps) {
  if (value === null) return <span className={classes.absent}>{absent}</span>;
  return (
    <span className={classes.value} data-size={size}>
      {valueParts(value, unit).map((part, index) => (
        <span key={part.unit}>
          {index > 0 && ' '}
          {part.value}
          {part.unit && <span className={classes.unit}>{`\u202f${part.unit}`}</span>}
        </span>
      ))}
    </span>
  );
}
