'use client';

import { Plus } from 'lucide-react';
import { Flyout } from '@/components/ui/flyout';
import { fieldInfo, optionalFields } from '@/lib/postmortems/model/sections';
import classes from './add-section.module.css';
import { useWriting } from './writing';

/** Sections beyond the handbook's, shown or hidden for everybody; what a hidden one says is kept. */
export function AddSection() {
  const { session, added } = useWriting();
  return (
    <Flyout
      trigger={
        <>
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> Add section
        </>
      }
      panelLabel="Sections to add"
      triggerClassName={classes.trigger}
      widthPx={300}
    >
      <fieldset className={classes.choices}>
        <legend className="visually-hidden">Sections to add</legend>
        {optionalFields.map((field) => (
          <label key={field} className={classes.choice}>
            <input
              type="checkbox"
              checked={added.includes(field)}
              disabled={!session}
              onChange={(event) => session?.show(field, event.target.checked)}
            />
            <span>
              {fieldInfo[field].title}
              <small className={classes.hint}>{fieldInfo[field].hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </Flyout>
  );
}
