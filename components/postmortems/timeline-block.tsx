import {
  Activity,
  CircleCheck,
  CircleDot,
  Flag,
  History,
  Megaphone,
  MessageSquare,
  Rocket,
  Siren,
  TriangleAlert,
  Undo2,
  UserCheck,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Timestamp } from '@/components/ui/timestamp';
import { formatShare } from '@/lib/core/format';
import { formatDate } from '@/lib/core/time';
import { dayOf, type PostmortemFacts } from '@/lib/postmortems/model/facts';
import { sinceText } from './since-text';
import classes from './timeline-block.module.css';

const icons: [RegExp, typeof Activity, string][] = [
  [/^deploy/, Rocket, 'Deployment'],
  [/^alert/, Siren, 'Alert'],
  [/^declared/, Siren, 'Declared'],
  [/^acknowledged|^role/, UserCheck, 'Role'],
  [/^rollback_succeeded/, CircleCheck, 'Rollback verified'],
  [/^rollback/, Undo2, 'Rollback'],
  [/^status/, Flag, 'Status'],
  [/^severity/, TriangleAlert, 'Severity'],
  [/^update/, Megaphone, 'Update'],
  [/^decision/, CircleDot, 'Decision'],
  [/^hypothesis|^note/, MessageSquare, 'Note'],
];

type TimelineBlockProps = {
  facts: PostmortemFacts;
  /** Who looked through it; null while nobody did. */
  confirmed: ReactNode;
  actions: ReactNode;
};

/** The rows of the log that tell the incident, by when they happened: T+ counts from detection. */
export function TimelineBlock({ facts, confirmed, actions }: TimelineBlockProps) {
  const { timeline, logRows, detectedAt } = facts;
  let day = '';
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <History size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>
          <strong>{formatShare(timeline.length, logRows)}</strong> log rows · times in UTC
        </span>
        <span className={classes.confirmed}>{confirmed}</span>
        <span className={classes.actions}>{actions}</span>
      </div>
      {timeline.length === 0 ? (
        <p className={classes.empty}>No row of the log was chosen. Choose those that tell what happened.</p>
      ) : (
        <ol className={classes.rows}>
          {timeline.map(({ seq, at, kind, text }) => {
            const [, Icon, word] = icons.find(([pattern]) => pattern.test(kind)) ?? [null, Activity, 'Event'];
            const isNewDay = dayOf(at) !== day;
            day = dayOf(at);
            return (
              <li key={seq} className={classes.row} data-kind={kind}>
                {isNewDay && <span className={classes.day}>{formatDate(day)}</span>}
                <span className={classes.time}>
                  <Timestamp at={at} zone="UTC" style="time" />
                </span>
                <span className={classes.since}>{sinceText(detectedAt, at)}</span>
                <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={classes.icon} />
                <span className={classes.text}>
                  <span className="visually-hidden">{word}: </span>
                  {text}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}
