import { Timestamp } from '@/components/ui/timestamp';
import { formatDuration } from '@/lib/core/format';
import { incidentZone } from './incident-zone';
import classes from './milestones.module.css';

export type Milestone = { kind: string; at: string; method: 'reported' | 'derived' };

const words: Record<string, string> = {
  impact_started: 'Impact started',
  detected: 'Detected',
  declared: 'Declared',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

/** When what happened, in the order in which it happened, with the time between neighbours. */
export function Milestones({ milestones }: { milestones: Milestone[] }) {
  const ordered = [...milestones].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <ol className={classes.list}>
      {ordered.map(({ kind, at, method }, index) => {
        const before = ordered[index - 1];
        const seconds = before ? (new Date(at).getTime() - new Date(before.at).getTime()) / 1000 : null;
        return (
          <li key={`${kind} ${at}`} className={classes.milestone}>
            <span className={classes.word}>{words[kind] ?? kind}</span>
            <Timestamp at={at} zone={incidentZone} style="datetime" />
            <span className={classes.note}>
              {seconds !== null && seconds > 0 && `${formatDuration(seconds)} later`}
              {seconds === 0 && 'at the same moment'}
              {method === 'derived' && kind === 'mitigated' && ', taken from the resolution'}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
