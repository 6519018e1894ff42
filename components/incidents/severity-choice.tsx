'use client';

import { SeverityBadge } from '@/components/ui/severity-badge';
import type { Severity } from '@/lib/incidents/schema';
import type { DeclareSeverity } from '@/lib/incidents/schema/list';
import classes from './severity-choice.module.css';

const reactions = { page: 'Pages on-call', notify: 'Notifies the team', none: 'Tells nobody' } as const;

type SeverityChoiceProps = {
  severities: DeclareSeverity[];
  value: Severity;
  onChange: (severity: Severity) => void;
};

/** The severities as large buttons, each with what it means and does. */
export function SeverityChoice({ severities, value, onChange }: SeverityChoiceProps) {
  return (
    <fieldset className={classes.choice}>
      <legend className={classes.legend}>
        Severity <span className={classes.hint}>in doubt the higher one; keys 1 2 3</span>
      </legend>
      {severities.map(({ severity, meaning, reaction, updateMinutes }) => (
        <label key={severity} className={classes.option} data-severity={severity}>
          <input
            type="radio"
            name="severity"
            className={classes.radio}
            value={severity}
            checked={severity === value}
            onChange={() => onChange(severity)}
          />
          <SeverityBadge severity={severity} />
          <span className={classes.meaning}>{meaning}</span>
          <small className={classes.does}>
            {reactions[reaction]}
            {updateMinutes !== null && `, update every ${updateMinutes} min`}
          </small>
        </label>
      ))}
    </fieldset>
  );
}
