import { ChevronDown, ChevronRight } from 'lucide-react';
import { Timestamp } from '@/components/ui/timestamp';
import { type Fold, foldWords } from '@/lib/incidents/model/timeline-items';
import { incidentZone } from '../incident-zone';
import classes from './room-timeline.module.css';

type TimelineFoldProps = { fold: Fold; isAt: boolean; onToggle: () => void };

/** One line that stands for the rows between two others, and opens them in place. */
export function TimelineFold({ fold, isAt, onToggle }: TimelineFoldProps) {
  const Icon = fold.isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className={classes.fold}
      aria-expanded={fold.isOpen}
      data-item={fold.key}
      data-at={isAt || undefined}
      onClick={onToggle}
    >
      <span className={classes.time}>
        <Timestamp at={fold.rows[0]?.occurredAt ?? ''} zone={incidentZone} style="time" plain />
      </span>
      <Icon size={15} strokeWidth={1.75} aria-hidden="true" /> {foldWords(fold)}
    </button>
  );
}
