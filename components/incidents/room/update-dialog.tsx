'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import { mostUpdateMinutes } from '@/lib/incidents/schema/respond';
import type { Answer, UpdateInput } from './room-actions';

type Audience = UpdateInput['audience'];

const minuteMs = 60_000;

type UpdateDialogProps = {
  now: Date;
  updateMinutes: number | null;
  post: (input: UpdateInput) => Promise<Answer>;
  close: () => void;
};

/** Tells stakeholders what is so, what is done and what is needed, and when they hear the next. */
export function UpdateDialog({ now, updateMinutes, post, close }: UpdateDialogProps) {
  const [audience, setAudience] = useState<Audience>('internal');
  return (
    <Dialog title="Write an update for stakeholders" onClose={close} widthPx={560}>
      <ActionForm
        wide
        submit="Post update"
        onCancel={close}
        onDone={close}
        onSubmit={async (form) => refusalOf(form) ?? post(fieldsOf(form, now))}
      >
        {(errorOf) => (
          <>
            <TextAreaField
              label="Conditions"
              name="conditions"
              required
              maxLength={2000}
              help="What users notice, with numbers."
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
              value={audience}
              onChange={({ currentTarget: { value } }) => setAudience(value === 'public' ? 'public' : 'internal')}
              options={[
                { value: 'internal', label: 'Internal: people who may see this incident' },
                { value: 'public', label: 'Public: everyone, on the status page' },
              ]}
              error={errorOf('audience')}
            />
            {audience === 'public' && (
              <TextField
                label="Headline on the status page"
                name="headline"
                maxLength={140}
                help="What users read first, without internal names."
                error={errorOf('headline')}
              />
            )}
            <TextField
              label="Next update in minutes"
              name="minutes"
              type="number"
              min={1}
              max={mostUpdateMinutes}
              defaultValue={updateMinutes ?? ''}
              help="At most 1,440, which is 24 hours. Empty: none is promised."
              error={errorOf('next_due_at')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}

/** Of a number of minutes that makes no time; null when it makes one, or none is promised. */
function refusalOf(form: FormData): Answer | null {
  const typed = String(form.get('minutes') ?? '').trim();
  const minutes = Number(typed);
  if (typed === '' || (minutes >= 1 && minutes <= mostUpdateMinutes)) return null;
  const message = 'Give 1 to 1,440 minutes, or leave this empty to promise none.';
  return { ok: false, code: 'validation_failed', message, issues: [{ path: '/next_due_at', message }] };
}

function fieldsOf(form: FormData, now: Date): UpdateInput {
  const word = (name: string) => String(form.get(name) ?? '').trim();
  const minutes = word('minutes');
  const headline = word('headline');
  return {
    audience: word('audience') === 'public' ? 'public' : 'internal',
    conditions: word('conditions'),
    actions: word('actions'),
    needs: word('needs'),
    ...(headline ? { headline } : {}),
    ...(minutes ? { next_due_at: new Date(now.getTime() + Number(minutes) * minuteMs).toISOString() } : {}),
  };
}
