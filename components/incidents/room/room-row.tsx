import {
  Activity,
  Bell,
  Clock,
  FileText,
  Gavel,
  Lightbulb,
  Link2,
  Lock,
  type LucideIcon,
  Megaphone,
  MessageSquare,
  Pin,
  Rocket,
  RotateCcw,
  Siren,
  SquareCheck,
  UserCheck,
} from 'lucide-react';
import { Timestamp } from '@/components/ui/timestamp';
import { sinceDetection } from '@/lib/incidents/model/elapsed';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import { incidentZone } from '../incident-zone';
import classes from './room-timeline.module.css';
import type { RowAct } from './row-acts';
import { rowWord } from './row-words';

const icons: [RegExp, LucideIcon][] = [
  [/^declared/, Siren],
  [/^role_|^acknowledged/, UserCheck],
  [/^decision/, Gavel],
  [/^hypothesis/, Lightbulb],
  [/^deploy_/, Rocket],
  [/^rollback_/, RotateCcw],
  [/^update_/, Megaphone],
  [/^status_|^severity_/, Activity],
  [/^target_|^milestone_/, Clock],
  [/^task_/, SquareCheck],
  [/^alert/, Bell],
  [/^postmortem_/, FileText],
  [/^(un)?linked|^merged/, Link2],
  [/^(visibility|access)_/, Lock],
];
const iconOf = (kind: string) => icons.find(([pattern]) => pattern.test(kind))?.[1] ?? MessageSquare;

const actWords: Record<RowAct, string> = {
  amend: 'Amend',
  pin: 'Pin',
  unpin: 'Unpin',
  hide: 'Hide…',
  show: 'Show again',
  redact: 'Redact…',
};

const lateMs = 120_000;

type RoomRowProps = {
  shown: ShownRow;
  isAt: boolean;
  detectedAt: string;
  acts: RowAct[];
  onAct: (act: RowAct, row: ShownRow) => void;
};

/** One row of the timeline, with what may be done with it. */
export function RoomRow({ shown, isAt, detectedAt, acts, onAct }: RoomRowProps) {
  const { row, text, occurredAt, edits, isHidden, isPinned, isRedacted } = shown;
  const Icon = iconOf(row.kind);
  // Machines tell of what has been; only people write things down late.
  const isLate =
    row.actor.type !== 'system' && new Date(row.recorded_at).getTime() - new Date(occurredAt).getTime() > lateMs;
  return (
    <div
      className={classes.row}
      data-kind={row.kind}
      data-hidden={isHidden || undefined}
      data-pinned={isPinned || undefined}
      data-item={row.seq}
      data-at={isAt || undefined}
      tabIndex={-1}
    >
      <span className={classes.time}>
        <Timestamp at={occurredAt} zone={incidentZone} style="time" />
      </span>
      <span className={classes.since}>{sinceDetection(occurredAt, detectedAt)}</span>
      <span className={classes.icon}>
        <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className={classes.words}>
        <span className={classes.kind}>{rowWord(row.kind)}</span> <span className={classes.who}>{row.actor.name}</span>
        {isPinned && <Pin size={13} strokeWidth={1.75} aria-label="pinned" />}
        <p className={classes.text}>{isRedacted ? 'Redacted: its words were taken away.' : text}</p>
        {(isLate || edits > 0 || isHidden) && (
          <div className={classes.foot}>
            {isLate && (
              <span>
                added <Timestamp at={row.recorded_at} zone={incidentZone} style="short" plain />
              </span>
            )}
            {edits > 0 && (
              <details className={classes.original}>
                <summary>edited ×{edits}</summary>
                <span>Before: {row.text}</span>
              </details>
            )}
            {isHidden && <span>hidden</span>}
          </div>
        )}
      </div>
      {acts.length > 0 && (
        <span className={classes.acts}>
          {acts.map((act) => (
            <button key={act} type="button" className={classes.amend} onClick={() => onAct(act, shown)}>
              {actWords[act]}
              <span className="visually-hidden"> row {row.seq}</span>
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
