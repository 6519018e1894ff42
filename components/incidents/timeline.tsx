import { Timestamp } from '@/components/ui/timestamp';
import { incidentZone } from './incident-zone';
import classes from './timeline.module.css';

export type TimelineEntry = {
  seq: number;
  kind: string;
  text: string | null;
  occurred_at: string;
  recorded_at: string;
  actor: { type: string; name: string };
};

const words: Record<string, string> = {
  declared: 'Declared',
  note: 'Note',
  decision: 'Decision',
  hypothesis: 'Hypothesis',
  status_changed: 'Status',
  severity_changed: 'Severity',
  title_changed: 'Title',
  summary_changed: 'Summary',
  services_changed: 'Services',
  milestone_set: 'Time',
  deploy_verdict: 'Deployment',
  reason_changed: 'Reason',
  kind_changed: 'Kind',
  environment_changed: 'Environment',
  url_changed: 'Link',
};

const byPeople = new Set(['note', 'decision', 'hypothesis']);
const lateMs = 120_000;

/** The log of an incident in the order in which it was written; what was written later than it happened says so. */
export function Timeline({ entries, hasMore }: { entries: TimelineEntry[]; hasMore: boolean }) {
  return (
    <>
      <ol className={classes.log}>
        {entries.map((entry) => {
          const isLate = new Date(entry.recorded_at).getTime() - new Date(entry.occurred_at).getTime() > lateMs;
          return (
            <li key={entry.seq} className={classes.entry} data-by-people={byPeople.has(entry.kind) || undefined}>
              <span className={classes.time}>
                <Timestamp at={entry.occurred_at} zone={incidentZone} />
              </span>
              <span className={classes.kind}>{words[entry.kind] ?? entry.kind.replaceAll('_', ' ')}</span>
              <div className={classes.body}>
                <p className={classes.text}>{entry.text}</p>
                <div className={classes.who}>
                  #{entry.seq} · {entry.actor.name}
                  {isLate && (
                    <>
                      {' · written '}
                      <Timestamp at={entry.recorded_at} zone={incidentZone} />
                    </>
                  )}
                </div>
              </div>
            </li>
          );
        })}
      </ol>
      {hasMore && <p className={classes.more}>The first 1,000 entries. The API has the others.</p>}
    </>
  );
}
