'use client';

import { Lock } from 'lucide-react';
import type { WhoSees } from '@/lib/incidents/schema/access';
import type { Person } from '@/lib/incidents/schema/room';
import { type ChangeAccess, LetIn } from '../let-in';
import classes from './private-line.module.css';

export type Access = {
  /** Those who may be let in; null for somebody who may not decide that. */
  everybody: Person[] | null;
  change: ChangeAccess | null;
};

type PrivateLineProps = {
  incidentKey: string;
  people: WhoSees[];
  /** A key reported it, and goes on seeing it. */
  isReported: boolean;
  access: Access;
  onDone: () => void;
};

const shown = 6;

/** Says of a private incident who sees it, and lets one more in. */
export function PrivateLine({ incidentKey, people, isReported, access, onDone }: PrivateLineProps) {
  const names = people.slice(0, shown).map(({ name }) => name);
  const more = people.length - names.length;
  const { everybody, change } = access;
  return (
    <section className={classes.line} aria-label="Who sees this incident">
      <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
      <p className={classes.words}>
        <strong>Private.</strong> Seen by{' '}
        {[...names, ...(more > 0 ? [`${more} more`] : []), ...(isReported ? ['the key that reported it'] : [])].join(
          ', ',
        )}
        {(people.length > 0 || isReported) && ' and '}administrators.
      </p>
      {everybody && change && (
        <LetIn
          incidentKey={incidentKey}
          outside={everybody.filter(({ id }) => !people.some((each) => each.id === id))}
          change={change}
          onDone={onDone}
        />
      )}
    </section>
  );
}
