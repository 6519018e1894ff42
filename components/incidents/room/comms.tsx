'use client';

import { Megaphone } from 'lucide-react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import { formatInZone } from '@/lib/core/time';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import type { IncidentDetail, TimelineRow } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import classes from './comms.module.css';
import type { Answer, UpdateInput } from './room-actions';

type CommsProps = {
  incident: IncidentDetail;
  last: TimelineRow | null;
  now: Date;
  updateMinutes: number | null;
  post: ((input: UpdateInput) => Promise<Answer>) | null;
  onPosted: () => void;
};

const minuteMs = 60_000;

/** What stakeholders were told last, and when they hear the next. */
export function Comms({ incident, last, now, updateMinutes, post, onPosted }: CommsProps) {
  const due = incident.next_update_due_at ? new Date(incident.next_update_due_at).getTime() : null;
  const left = due === null ? null : due - now.getTime();
  return (
    <section className={classes.strip} aria-label="Communications">
      <Megaphone size={16} strokeWidth={1.75} aria-hidden="true" />
      <p className={classes.said}>
        {last ? (
          <>
            <strong>Last update</strong>{' '}
            <span className={classes.muted}>
              {last.audience}, {last.actor.name}, {formatInZone(new Date(last.occurred_at), incidentZone, 'clock')} UTC
            </span>{' '}
            {last.text ?? 'redacted'}
          </>
        ) : (
          <span className={classes.muted}>Stakeholders have not been told anything yet.</span>
        )}
      </p>
      {left !== null && !incident.resolved_at && (
        <span className={classes.due} data-late={left < 0 || undefined} suppressHydrationWarning>
          Next update {left < 0 ? `overdue by ${clockSpan(left)}` : `due in ${clockSpan(left)}`}
        </span>
      )}
      {post && (
        <DialogButton label="Write update" title="Write an update for stakeholders" widthPx={560}>
          {(close) => (
            <ActionForm
              wide
              submit="Post update"
              onCancel={close}
              onDone={() => {
                close();
                onPosted();
              }}
              onSubmit={(form) => post(fieldsOf(form, now))}
            >
              {(errorOf) => (
                <>
                  <TextAreaField
                    label="Conditions"
                    name="conditions"
                    required
                    maxLength={2000}
                    help="What is so for users, with numbers."
                    error={errorOf('conditions')}
                  />
                  <TextAreaField
                    label="Actions"
                    name="actions"
                    maxLength={2000}
                    help="What is being done."
                    error={errorOf('actions')}
                  />
                  <TextAreaField
                    label="Needs"
                    name="needs"
                    maxLength={2000}
                    help="What is needed, and from whom."
                    error={errorOf('needs')}
                  />
                  <SelectField
                    label="For whom"
                    name="audience"
                    options={[
                      { value: 'internal', label: 'Internal: people who may see this incident' },
                      { value: 'public', label: 'Public: everyone, on the status page' },
                    ]}
                    error={errorOf('audience')}
                  />
                  <TextField
                    label="Headline on the status page"
                    name="headline"
                    maxLength={140}
                    help="For public updates: what users read first, without internal names."
                    error={errorOf('headline')}
                  />
                  <TextField
                    label="Next update in minutes"
                    name="minutes"
                    type="number"
                    min={1}
                    max={1440}
                    defaultValue={updateMinutes ?? ''}
                    help="Empty: none is promised."
                    error={errorOf('next_due_at')}
                  />
                </>
              )}
            </ActionForm>
          )}
        </DialogButton>
      )}
    </section>
  );
}

function fieldsOf(form: FormData, now: Date): UpdateInput {
  const word = (name: string) => String(form.get(name) ?? '').trim();
  const minutes = Number(word('minutes'));
  const headline = word('headline');
  return {
    audience: word('audience') === 'public' ? 'public' : 'internal',
    conditions: word('conditions'),
    actions: word('actions'),
    needs: word('needs'),
    ...(headline ? { headline } : {}),
    ...(minutes > 0 ? { next_due_at: new Date(now.getTime() + minutes * minuteMs).toISOString() } : {}),
  };
}
