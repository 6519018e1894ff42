import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { PublicIncident, PublicState, PublicUpdate } from '@/lib/status/schema';
import classes from './public-incident.module.css';

const states: Record<PublicState, { tone: StatusTone; word: string }> = {
  ongoing: { tone: 'active', word: 'Going on' },
  monitoring: { tone: 'waiting', word: 'Monitoring' },
  over: { tone: 'good', word: 'Over' },
};

/** One incident in the words of its public updates, newest first. */
export function PublicIncidentCard({ incident, level }: { incident: PublicIncident; level: 3 | 4 }) {
  const { state, headline, updates } = incident;
  const Heading = `h${level}` as const;
  return (
    <article id={incident.id} className={classes.card} data-state={state}>
      <div className={classes.head}>
        <Heading className={classes.title}>{headline ?? 'Incident'}</Heading>
        <StatusBadge tone={states[state].tone} tinted>
          {states[state].word}
        </StatusBadge>
      </div>
      <ol className={classes.updates}>
        {updates.map((update) => (
          <Update key={update.id} update={update} title={headline} />
        ))}
      </ol>
    </article>
  );
}

const parts = [
  ['conditions', 'Situation'],
  ['actions', 'What is being done'],
  ['needs', 'What you can do'],
] as const;

function Update({ update, title }: { update: PublicUpdate; title: string | null }) {
  const { id, at, headline, nextDueAt } = update;
  return (
    <li id={id} className={classes.update}>
      <div className={classes.at}>
        <Timestamp at={at} zone="UTC" style="short" /> UTC
      </div>
      <div className={classes.words}>
        {headline !== null && headline !== title && <p className={classes.headline}>{headline}</p>}
        {parts.map(([part, label]) =>
          update[part] === null ? null : (
            <p key={part} className={classes.part}>
              <span className={classes.label}>{label}</span>
              {update[part]}
            </p>
          ),
        )}
        {nextDueAt !== null && (
          <div className={classes.next}>
            Next update by <Timestamp at={nextDueAt} zone="UTC" style="short" /> UTC
          </div>
        )}
      </div>
    </li>
  );
}
