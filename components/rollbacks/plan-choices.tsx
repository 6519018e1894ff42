'use client';

import { Button } from '@/components/ui/button';
import { Timestamp } from '@/components/ui/timestamp';
import type { RevisionChoice } from '@/lib/rollbacks/schema';
import classes from './plan.module.css';
import { KnownBadge } from './rollback-state';
import { nameOf } from './rollback-words';

type PlanChoicesProps = {
  choices: RevisionChoice[];
  /** The key that the plan leads to; null while there is no plan. */
  chosen: string | null;
  zone: string;
  onChoose: (key: string) => void;
};

/** Every version that the cluster can run again, what ran last first, with what is known of it. */
export function PlanChoices({ choices, chosen, zone, onChoose }: PlanChoicesProps) {
  return (
    <ol className={classes.choices}>
      {choices.map((choice) => {
        const { key, known, why, current, ranAt } = choice;
        return (
          <li key={key} className={classes.choice} data-chosen={key === chosen || undefined}>
            <span className={classes.choiceVersion}>{nameOf(choice)}</span>
            <span className={classes.choiceWords}>
              <KnownBadge known={known} />
              <span>{why}.</span>
              {ranAt && !current && (
                <span className={classes.muted}>
                  last ran <Timestamp at={ranAt} zone={zone} relative plain />
                </span>
              )}
            </span>
            {current ? (
              <span className={classes.muted}>runs now</span>
            ) : key === chosen ? (
              <span className={classes.muted}>chosen</span>
            ) : (
              <Button onClick={() => onChoose(key)}>
                Choose<span className="visually-hidden"> {nameOf(choice)}</span>
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
