'use client';

import { useRef, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import { hindrance, severityAct, timeHindrance, type Who } from '@/lib/incidents/model/authority';
import type { EditableTime, IncidentDetail, SeenFields, Severity } from '@/lib/incidents/schema';
import type { Seat } from '@/lib/incidents/schema/room';
import type { ActionResult } from '@/lib/server/action';
import classes from './edit-incident.module.css';
import { changesIn, problemIn, type Seen, takeStale, warningIn } from './incident-changes';
import { incidentZone } from './incident-zone';
import { fieldOfIso } from './zoned-field';

export type Edit = (input: {
  key: string;
  seen?: SeenFields;
  [field: string]: unknown;
}) => Promise<ActionResult<unknown>>;

const times = [
  ['started_at', 'Impact started', 'When users began to feel it. Empty: not known.'],
  ['detected_at', 'Detected', 'Time to restore begins here.'],
  ['mitigated_at', 'Mitigated', 'When the effect stopped. Empty: taken from the resolution.'],
  ['resolved_at', 'Resolved', 'Time to restore ends here. On an open incident this resolves it.'],
] as const;

const links = [
  [
    'caused_by',
    'Caused by',
    'Id of a deployment, as its pipeline reported it. It counts as failed from then on. Empty: none.',
  ],
  ['fixed_by', 'Fixed by', 'Id of a deployment. It counts as rework. Empty: none.'],
] as const;

const severities: Severity[] = ['SEV1', 'SEV2', 'SEV3'];

type EditIncidentProps = {
  incident: IncidentDetail;
  who: Who;
  edit: Edit;
  close: () => void;
};

/** Corrects what is known of an incident; the numbers of the windows it belongs to follow at once. */
export function EditIncident(props: EditIncidentProps) {
  return (
    <Dialog title={`Correct ${props.incident.key}`} onClose={props.close} widthPx={640}>
      <EditForm {...props} />
    </Dialog>
  );
}

function EditForm({ incident: current, who, edit, close }: EditIncidentProps) {
  // The page goes on living behind the form. What is typed here is typed over what was there when it opened.
  const [incident] = useState(current);
  const seen = useRef<Seen>(incident);
  /** The warning that was read already. */
  const warned = useRef('');
  const holderOf = (wanted: Seat) => incident.roles.find(({ seat }) => seat === wanted)?.holder ?? null;
  const [commander, scribe] = [holderOf('commander'), holderOf('scribe')];
  const why = (time: EditableTime) => timeHindrance(who, time, incident.status, commander, scribe);
  const mayBecome = (severity: Severity) =>
    hindrance(who, severityAct(incident.severity, severity), commander) === null;
  const offered = times.filter(([time]) => why(time) === null);
  const reasons = [...new Set(times.map(([time]) => why(time)).filter((reason) => reason !== null))];

  async function save(form: FormData): Promise<ActionResult<unknown>> {
    const { changes, before } = changesIn(form, seen.current, incidentZone);
    if (Object.keys(changes).length === 0) return { ok: true, value: null };
    const problem = problemIn(changes, seen.current);
    if (problem) return problem;
    const warning = warningIn(changes, seen.current, incident.postmortem);
    if (warning && warning.message !== warned.current) {
      warned.current = warning.message;
      return warning;
    }
    const answer = await edit({ key: incident.key, ...changes, seen: before });
    if (answer.ok || answer.code !== 'stale_version') return answer;
    const stale = takeStale(answer, seen.current, incidentZone);
    seen.current = stale.seen;
    return stale.answer;
  }

  return (
    <ActionForm wide submit="Save correction" onCancel={close} onDone={close} onSubmit={save}>
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
              options={severities.filter(mayBecome).map((severity) => ({ value: severity, label: severity }))}
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
          {offered.length > 0 && (
            <div className={classes.pair}>
              {offered.map(([name, label, help]) => (
                <TextField
                  key={name}
                  label={`${label}, ${incidentZone}`}
                  name={name}
                  type="datetime-local"
                  step={1}
                  defaultValue={fieldOfIso(incident[name], incidentZone)}
                  help={help}
                  error={errorOf(name)}
                />
              ))}
            </div>
          )}
          {reasons.map((reason) => (
            <p key={reason} className={classes.hint}>
              Not here:{' '}
              {times
                .filter(([time]) => why(time) === reason)
                .map(([, label]) => label.toLowerCase())
                .join(', ')}
              . {reason}
            </p>
          ))}
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
  );
}
