import { Clock } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { warningWords } from '@/lib/incidents/model/odd-times';
import type { IncidentDetail } from '@/lib/incidents/schema';
import classes from './room.module.css';

type OddTimesProps = {
  incident: IncidentDetail;
  /** null: this person may correct nothing here. */
  onCorrect: (() => void) | null;
};

/** Says that the times of an incident contradict each other, for as long as they do. */
export function OddTimes({ incident, onCorrect }: OddTimesProps) {
  const { warnings } = incident;
  if (warnings.length === 0) return null;
  return (
    <div className={classes.proposal}>
      <Clock size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>Times out of order: {warnings.map(warningWords).join('; ')}.</span>
      {onCorrect && <Button onClick={onCorrect}>Correct times</Button>}
    </div>
  );
}
