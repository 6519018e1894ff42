import { place } from './plot';
import { runs } from './scale';
import classes from './sparkline.module.css';

/** The course of a value without axes. Null is a gap. Bars for counts, a line for the rest; the card around it says the numbers. */
export function Sparkline({
  values,
  kind,
  label,
}: {
  values: (number | null)[];
  kind: 'line' | 'bars';
  label: string;
}) {
  const largest = Math.max(...values.map((value) => value ?? 0), 0);
  if (largest === 0)
    return <span className={classes.empty} role="img" aria-label={`${label}: nothing in this window`} />;
  const height = (value: number) => (value / largest) * 92;
  const x = (index: number) => (values.length > 1 ? (index / (values.length - 1)) * 100 : 50);
  const step = 100 / values.length;
  const lastIndex = values.findLastIndex((value) => value !== null);
  return (
    <span className={classes.frame} role="img" aria-label={label}>
      <svg
        className={classes.svg}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {kind === 'bars' &&
          values.map(
            (value, index) =>
              value !== null &&
              value > 0 && (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the window
                  key={index}
                  className={classes.bar}
                  x={(index + 0.18) * step}
                  width={step * 0.64}
                  y={100 - height(value)}
                  height={height(value)}
                />
              ),
          )}
        {kind === 'line' &&
          runs(values).map((run) => (
            <polyline
              key={run[0]?.index}
              className={classes.line}
              points={[...run, ...(run.length === 1 ? run : [])]
                .map(
                  ({ index, value }, position) =>
                    `${x(index) + (run.length === 1 ? position - 0.5 : 0)},${100 - height(value)}`,
                )
                .join(' ')}
            />
          ))}
      </svg>
      {kind === 'line' && (
        <span
          className={classes.dot}
          style={place({ '--x': `${x(lastIndex)}%`, '--y': `${height(values[lastIndex] ?? 0)}%` })}
        />
      )}
    </span>
  );
}
