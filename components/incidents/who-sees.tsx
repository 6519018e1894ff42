'use client';

import { ConfirmButton } from '@/components/ui/confirm-button';
import type { WhoSees } from '@/lib/incidents/schema/access';
import type { Person, Visibility } from '@/lib/incidents/schema/room';
import type { ActionResult } from '@/lib/server/action';
import { type ChangeAccess, LetIn } from './let-in';
import classes from './who-sees.module.css';

type Edit = (input: { key: string; visibility: Visibility }) => Promise<ActionResult<unknown>>;

type WhoSeesProps = {
  incidentKey: string;
  /** null: everybody. */
  people: WhoSees[] | null;
  /** A key reported it, and goes on seeing it. */
  isReported: boolean;
  /** Those who may be let in; null for somebody who may not decide. */
  everybody: Person[] | null;
  edit: Edit;
  changeAccess: ChangeAccess;
};

const because: Record<WhoSees['because'], string> = {
  declared: 'declared it',
  seat: 'holds or held a seat',
  let_in: 'let in',
};

/** Who sees an incident, and for those who may decide it: how that is changed. */
export function WhoSeesIt({ incidentKey: key, people, isReported, everybody, edit, changeAccess }: WhoSeesProps) {
  if (people === null) {
    return (
      <div className={classes.who}>
        <p className={classes.words}>Everybody who is signed in.</p>
        {everybody && (
          <ConfirmButton
            label="Make private"
            title={`Make ${key} private?`}
            result="Only whoever declared it, those who hold or held a seat, people you let in and administrators see it from then on: not in lists, search, notifications or the status page. Numbers still count it."
            onConfirm={() => edit({ key, visibility: 'private' })}
          />
        )}
      </div>
    );
  }
  return (
    <div className={classes.who}>
      <ul className={classes.list}>
        {people.map((person) => (
          <li key={person.id} className={classes.person}>
            <span className={classes.name}>
              {person.name}
              <span className={classes.words}>{because[person.because]}</span>
            </span>
            {everybody && person.because === 'let_in' && (
              <ConfirmButton
                label="Take out"
                title={`Take ${person.name} out of ${key}?`}
                result={`${person.name} no longer sees this incident, on open pages within 5 seconds.`}
                onConfirm={() => changeAccess({ key, user: person.id, do: 'take_out' })}
              />
            )}
          </li>
        ))}
        {isReported && <li className={classes.words}>The API key that reported it.</li>}
        <li className={classes.words}>Administrators, whose visits are in the audit log.</li>
      </ul>
      {everybody && (
        <div className={classes.buttons}>
          <LetIn
            incidentKey={key}
            outside={everybody.filter(({ id }) => !people.some((each) => each.id === id))}
            change={changeAccess}
          />
          <ConfirmButton
            label="Open to everybody"
            title={`Open ${key} to everybody?`}
            result="Everything that was written here becomes readable for everybody who is signed in: the title, the whole timeline, tasks, updates, the post-mortem and its action items. What was read cannot be taken back."
            onConfirm={() => edit({ key, visibility: 'open' })}
          />
        </div>
      )}
    </div>
  );
}
