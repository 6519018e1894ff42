'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextField } from '@/components/ui/field';
import type { SeveritySetting } from '@/lib/incidents/load/severities';
import { type SeverityInput, type TargetField, targetFields } from '@/lib/incidents/schema/severity';
import type { ActionResult } from '@/lib/server/action';
import classes from './severity-card.module.css';

export type EditSeverity = (input: SeverityInput) => Promise<ActionResult<unknown>>;

const labels: Record<TargetField, string> = {
  commanderMinutes: 'Commander seated, min',
  rollbackStartedMinutes: 'Rollback started, min',
  rollbackVerifiedMinutes: 'Rollback verified, min',
  causeMinutes: 'Cause or hotfix, min',
  resolvedMinutes: 'Resolved, min',
};
const terms = [
  { value: 'optional', label: 'Optional' },
  { value: 'hours', label: 'Required, within hours' },
  { value: 'days', label: 'Required, within working days' },
];

/** A whole number of a form's field; null when it is empty. */
function numberOf(form: FormData, name: string): number | null {
  const text = String(form.get(name) ?? '').trim();
  return text === '' ? null : Number(text);
}

/** Changes what a severity means and asks for. */
export function SeverityForm({ setting, edit }: { setting: SeveritySetting; edit: EditSeverity }) {
  const { severity, version, postmortemRequired, postmortemHours, postmortemWorkingDays } = setting;
  const [term, setTerm] = useState(!postmortemRequired ? 'optional' : postmortemHours !== null ? 'hours' : 'days');
  return (
    <DialogButton label={`Edit ${severity}`} title={`What ${severity} means and asks for`} widthPx={560}>
      {(close) => (
        <ActionForm
          wide
          submit={`Save ${severity}`}
          onCancel={close}
          onDone={close}
          onSubmit={(form) =>
            edit({
              severity,
              version,
              meaning: String(form.get('meaning') ?? ''),
              updateMinutes: numberOf(form, 'updateMinutes'),
              commanderMinutes: numberOf(form, 'commanderMinutes'),
              rollbackStartedMinutes: numberOf(form, 'rollbackStartedMinutes'),
              rollbackVerifiedMinutes: numberOf(form, 'rollbackVerifiedMinutes'),
              causeMinutes: numberOf(form, 'causeMinutes'),
              resolvedMinutes: numberOf(form, 'resolvedMinutes'),
              postmortemRequired: term !== 'optional',
              postmortemHours: term === 'hours' ? numberOf(form, 'postmortemHours') : null,
              postmortemWorkingDays: term === 'days' ? numberOf(form, 'postmortemWorkingDays') : null,
            })
          }
        >
          {(errorOf) => (
            <>
              <TextField
                label="Meaning"
                name="meaning"
                maxLength={200}
                defaultValue={setting.meaning}
                help="Whoever declares reads it: what is so when it is this one."
                error={errorOf('meaning')}
              />
              <TextField
                label="Update for stakeholders every, min"
                name="updateMinutes"
                inputMode="numeric"
                defaultValue={setting.updateMinutes ?? ''}
                help="Empty: none is asked for"
                error={errorOf('updateMinutes')}
              />
              <p className={classes.lead}>
                Response targets after detection, each later than the one before; empty: none
              </p>
              <div className={classes.pair}>
                {targetFields.map((field) => (
                  <TextField
                    key={field}
                    label={labels[field]}
                    name={field}
                    inputMode="numeric"
                    defaultValue={setting[field] ?? ''}
                    error={errorOf(field)}
                  />
                ))}
              </div>
              <div className={classes.pair}>
                <SelectField
                  label="Post-mortem"
                  name="term"
                  value={term}
                  onChange={(event) => setTerm(event.currentTarget.value)}
                  options={terms}
                />
                {term === 'hours' && (
                  <TextField
                    label="Due after, hours"
                    name="postmortemHours"
                    inputMode="numeric"
                    defaultValue={postmortemHours ?? ''}
                    error={errorOf('postmortemHours')}
                  />
                )}
                {term === 'days' && (
                  <TextField
                    label="Due after, working days"
                    name="postmortemWorkingDays"
                    inputMode="numeric"
                    defaultValue={postmortemWorkingDays ?? ''}
                    error={errorOf('postmortemWorkingDays') ?? errorOf('postmortemHours')}
                  />
                )}
              </div>
              <p className={classes.lead}>Incidents that are open keep the targets that they began with.</p>
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
