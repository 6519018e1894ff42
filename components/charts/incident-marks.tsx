import { Link } from '@/components/ui/link';
import classes from './incident-marks.module.css';
import { place } from './plot';

/** `date`: the calendar date of its detection in the page's zone. */
export type BarIncident = {
  key: string;
  title: string;
  severity: 'SEV1' | 'SEV2' | 'SEV3';
  date: string;
  href?: string;
};

const weights = { SEV1: 3, SEV2: 2, SEV3: 1 };

/** One mark for each column with incidents: its worst one gives the sign, its number the word. */
export function IncidentMarks({ incidents, starts }: { incidents: BarIncident[]; starts: string[] }) {
  const columns = starts.map((start, index) => {
    const next = starts[index + 1];
    return incidents
      .filter(({ date }) => date >= start && (!next || date < next))
      .sort((a, b) => weights[b.severity] - weights[a.severity]);
  });
  const labels = incidents.filter(({ severity }) => severity === 'SEV1').length <= 5;
  return (
    <>
      {columns.map((here, index) => {
        const [worst] = here;
        if (!worst) return null;
        const said = `${worst.severity} ${worst.key}: ${worst.title}${here.length > 1 ? ` and ${here.length - 1} more` : ''}`;
        const content = (
          <>
            <span className={classes.sign} aria-hidden="true" />
            {worst.severity === 'SEV1' && labels && <span className={classes.key}>{worst.key}</span>}
          </>
        );
        const props = {
          className: classes.mark,
          title: said,
          'data-severity': worst.severity,
          'data-flip': index > starts.length * 0.7 || undefined,
          style: place({ '--at': `${((index + 0.5) / starts.length) * 100}%` }),
        };
        return worst.href ? (
          <Link key={worst.key} href={worst.href} aria-label={said} {...props}>
            {content}
          </Link>
        ) : (
          <span key={worst.key} role="img" aria-label={said} {...props}>
            {content}
          </span>
        );
      })}
    </>
  );
}
