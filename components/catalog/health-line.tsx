import { versionName } from '@/components/deployments/version-name';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { Running } from '@/lib/catalog/queries/page-facts';
import { formatCount } from '@/lib/core/format';
import type { Course } from '@/lib/metrics/model/course';
import { CourseLine } from './course-line';
import classes from './health-line.module.css';

type OpenIncident = { key: string; title: string; severity: string; href: string; isOpen: boolean; kind: string };

type HealthLineProps = {
  running: Running[];
  incidents: OpenIncident[];
  course: Course;
  days: number;
  zone: string;
};

/** How a service is, in words: what runs, since when, what is open, and which way it goes. */
export function HealthLine({ running, incidents, course, days, zone }: HealthLineProps) {
  const production = running.filter(({ kind }) => kind === 'production');
  const open = incidents.filter(({ isOpen, kind }) => isOpen && kind === 'real');
  const [worst] = [...open].sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
  return (
    <div className={classes.health}>
      {/* No paragraph: the card of a time is a block, and a paragraph would end there. */}
      <div>
        {production.length === 0 && 'No deployment to production was reported yet. '}
        {production.map(({ environment, current }) => (
          <span key={environment}>
            {current ? (
              <>
                <strong className={classes.strong}>{versionName(current) ?? 'A version that was not reported'}</strong>{' '}
                runs in {environment} since <Timestamp at={current.at} zone={zone} />.{' '}
              </>
            ) : (
              `Nothing runs in ${environment}: no deployment there succeeded and stayed. `
            )}
          </span>
        ))}
        {worst ? (
          <>
            <strong className={classes.strong}>{formatCount(open.length, 'open incident')}</strong>, the most severe{' '}
            {worst.severity}: <Link href={worst.href}>{worst.key}</Link>.
          </>
        ) : (
          'No open incidents.'
        )}
      </div>
      <CourseLine course={course} days={days} />
    </div>
  );
}
