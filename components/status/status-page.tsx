import { CircleCheck, Rss, TriangleAlert } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import { formatDate, weekday } from '@/lib/core/time';
import type { PublicIncident, StatusView } from '@/lib/status/schema';
import { PublicIncidentCard } from './public-incident';
import classes from './status.module.css';

/** What outsiders are told: what goes on, then the last 30 days. It says what was reported, and claims nothing beyond that. */
export function StatusPage({ view: { open, days, readAt } }: { view: StatusView }) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <header className={classes.head}>
          <h1 className={classes.title}>Status</h1>
          <a href="/status/rss.xml" className={classes.feed}>
            <Rss size={16} strokeWidth={1.75} aria-hidden="true" />
            RSS feed
          </a>
        </header>
        <Summary open={open} readAt={readAt} />
        {open.length > 0 && (
          <section aria-labelledby="now" className={classes.part}>
            <h2 id="now" className={classes.heading}>
              Going on now
            </h2>
            {open.map((incident) => (
              <PublicIncidentCard key={incident.id} incident={incident} level={3} />
            ))}
          </section>
        )}
        <section aria-labelledby="past" className={classes.part}>
          <h2 id="past" className={classes.heading}>
            Last 30 days
          </h2>
          <ol className={classes.days}>
            {days.map((day) => (
              <Day key={day.date} day={day} />
            ))}
          </ol>
        </section>
        <footer className={classes.foot}>
          <span>Days and times are UTC.</span>
          <Link href="/sign-in">Sign in</Link>
        </footer>
      </div>
    </main>
  );
}

function Day({ day: { date, incidents, ongoing } }: { day: StatusView['days'][number] }) {
  return (
    <li className={classes.day} data-quiet={incidents.length === 0 || undefined}>
      <h3 className={classes.date}>
        <time dateTime={date}>
          {weekday(date)} {formatDate(date)}
        </time>
      </h3>
      {incidents.length + ongoing.length === 0 && <p className={classes.nothing}>No incident reported</p>}
      {ongoing.map(({ id, headline }) => (
        <p key={id} className={classes.ongoing}>
          Went on: <a href={`#${id}`}>{headline ?? 'Incident'}</a>
        </p>
      ))}
      {incidents.map((incident) => (
        <PublicIncidentCard key={incident.id} incident={incident} level={4} />
      ))}
    </li>
  );
}

function Summary({ open, readAt }: { open: PublicIncident[]; readAt: string }) {
  const ongoing = open.filter(({ state }) => state === 'ongoing').length;
  const Icon = open.length === 0 ? CircleCheck : TriangleAlert;
  const tone = open.length === 0 ? 'calm' : ongoing > 0 ? 'trouble' : 'watch';
  return (
    <div className={classes.summary} data-tone={tone} role="status">
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
      <div>
        <p className={classes.verdict}>{verdict(open.length, ongoing)}</p>
        <div className={classes.asOf}>
          As of <Timestamp at={readAt} zone="UTC" style="short" /> UTC
        </div>
      </div>
    </div>
  );
}

function verdict(open: number, ongoing: number): string {
  if (open === 0) return 'No incident is reported at the moment';
  if (ongoing === 0) return open === 1 ? 'One incident is being monitored' : `${open} incidents are being monitored`;
  return open === 1 ? 'One incident is going on' : `${open} incidents are going on`;
}
