'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import type { IncidentAnswer } from '@/lib/incidents/schema';
import type { ActionResult } from '@/lib/server/action';
import classes from './edit-incident.module.css';
import { isoOfUtc, utcOfIso } from './utc-field';

export type Edit = (input: { key: string; [field: string]: unknown }) => Promise<ActionResult<unknown>>;

const times = [
  ['started_at', 'Impact started, UTC', 'When users began to feel it. Empty: not known.'],
  ['detected_at', 'Detected, UTC', 'Time to restore begins here.'],
  ['mitigated_at', 'Mitigated, UTC', 'When the effect stopped. Empty: taken from the resolution.'],
  ['resolved_at', 'Resolved, UTC', 'Time to restore ends here. On an open incident this resolves it.'],
] as const;

const links = [
  [
    'caused_by',
    'Caused by',
    'Id of a deployment, as its pipeline reported it. It counts as failed from then on. Empty: none.',
  ],
  ['fixed_by', 'Fixed by', 'Id of a deployment. It counts as rework. Empty: none.'],
] as const;

const texts = ['title', 'severity', 'caused_by', 'fixed_by', 'summary'] as const;
const optional = new Set(['caused_by', 'fixed_by', 'summary', 'started_at', 'mitigated_at']);

/** What the form has other than the incident: exactly that is sent, so that nobody's change is undone by accident. */
function changesIn(form: FormData, incident: IncidentAnswer): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const name of texts) {
    const value = String(form.get(name) ?? '').trim();
    if (value !== (incident[name] ?? '').trim()) changes[name] = value === '' && optional.has(name) ? null : value;
  }
  for (const [name] of times) {
    const value = isoOfUtc(String(form.get(name) ?? ''));
    if (value !== isoOfUtc(utcOfIso(incident[name]))) changes[name] = value === '' && optional.has(name) ? null : value;
  }
  return changes;
}

/** Corrects what is known of an incident; the numbers of the windows it belongs to follow at once. */
export function EditIncident({
  incident,
  severities,
  edit,
}: {
  incident: IncidentAnswer;
  severities: readonly string[];
  edit: Edit;
}) {
  return (
    <DialogButton label="Correct incident" title={`Correct ${incident.key}`} widthPx={640}>
      {(close) => (
        <ActionForm
          wide
          submit="Save correction"
          onCancel={close}
          onDone={close}
          onSubmit={async (form): Promise<ActionResult<unknown>> => {
            const changes = changesIn(form, incident);
            if (Object.keys(changes).length === 0) return { ok: true, value: null };
            return edit({ key: incident.key, ...changes });
          }}
        >
          {(errorOf) => (
            <>
              <TextField
                label="Title"
                name="title"
                defaultValue={incident.title}
                maxLength={300}
                autoComplete="off"
                error={errorOf('title')}
              />
              <div className={classes.pair}>
                <SelectField
                  label="Severity"
                  name="severity"
                  defaultValue={incident.severity}
                  options={severities.map((severity) => ({ value: severity, label: severity }))}
                  error={errorOf('severity')}
                />
              </div>
              <div className={classes.pair}>
                {links.map(([name, label, help]) => (
                  <TextField
                    key={name}
                    label={label}
                    name={name}
                    defaultValue={incident[name] ?? ''}
                    maxLength={255}
                    autoComplete="off"
                    spellCheck={false}
                    help={help}
                    error={errorOf(name)}
                  />
                ))}
              </div>
              <div className={classes.pair}>
                {times.map(([name, label, help]) => (
                  <TextField
                    key={name}
                    label={label}
                    name={name}
                    type="datetime-local"
                    step={1}
                    defaultValue={utcOfIso(incident[name])}
                    help={help}
                    error={errorOf(name)}
                  />
                ))}
              </div>
              <TextAreaField
                label="Summary"
                name="summary"
                defaultValue={incident.summary ?? ''}
                maxLength={8000}
                help="What happened and to whom, blameless."
                error={errorOf('summary')}
              />
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
