'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { queries, readJson } from '@/components/ui/browser-reads';
import { Dialog } from '@/components/ui/dialog';
import { SelectField, TextField } from '@/components/ui/field';
import type { IncidentKind, Severity } from '@/lib/incidents/schema';
import type { DeclareSeverity } from '@/lib/incidents/schema/list';
import type { Visibility } from '@/lib/incidents/schema/room';
import type { ActionResult } from '@/lib/server/action';
import classes from './declare-dialog.module.css';
import { incidentZone } from './incident-zone';
import { ServicesField, servicesIn } from './services-field';
import { SeverityChoice } from './severity-choice';
import { isoOfField } from './zoned-field';

/** Declares an incident; answers its number. */
export type Declare = (input: {
  title: string;
  severity: Severity;
  services: string[];
  environment?: string;
  detected_at?: string;
  kind: IncidentKind;
  visibility: Visibility;
  take_command: boolean;
}) => Promise<ActionResult<{ number: number }>>;

type Named = { items: { name: string }[] };

const kinds: { value: IncidentKind; label: string }[] = [
  { value: 'real', label: 'A real incident' },
  { value: 'drill', label: 'A drill: practised, not counted in metrics' },
  { value: 'test', label: 'A test of the set-up: not counted in metrics' },
];

/** Typing by digits must not change the severity. */
function isText(target: EventTarget): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type))
  );
}

type DeclareDialogProps = { severities: DeclareSeverity[]; declare: Declare; onClose: () => void };

/** One required field; Enter declares and leads to the incident's own page. */
export function DeclareDialog({ severities, declare, onClose }: DeclareDialogProps) {
  const router = useRouter();
  const environmentsId = useId();
  const [severity, setSeverity] = useState<Severity>('SEV2');
  // Without the list any environment can still be typed.
  const { data: environments = [] } = useQuery(
    {
      queryKey: ['environments'],
      queryFn: async () => (await readJson<Named>('/api/v1/environments?limit=200')).items.map(({ name }) => name),
      staleTime: 60_000,
    },
    queries,
  );
  const chosen = severities.find((each) => each.severity === severity);

  return (
    <Dialog title="Declare incident" onClose={onClose} widthPx={600}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: 1 2 3 are a shorter way to the buttons below */}
      <div
        onKeyDown={(event) => {
          if (event.metaKey || event.ctrlKey || event.altKey || isText(event.target)) return;
          const pressed = severities[Number(event.key) - 1];
          if (pressed) setSeverity(pressed.severity);
        }}
      >
        <ActionForm<{ number: number }>
          wide
          kind="danger"
          submit={`Declare ${severity}`}
          onCancel={onClose}
          onDone={({ number }) => {
            router.push(`/incidents/INC-${number}`);
            onClose();
          }}
          onSubmit={(form) => {
            const environment = String(form.get('environment') ?? '').trim();
            const detectedAt = isoOfField(String(form.get('detected_at') ?? ''), incidentZone);
            return declare({
              title: String(form.get('title') ?? ''),
              severity,
              services: servicesIn(form),
              ...(environment ? { environment } : {}),
              ...(detectedAt ? { detected_at: detectedAt } : {}),
              kind: kinds.find(({ value }) => value === form.get('kind'))?.value ?? 'real',
              visibility: form.get('private') === 'on' ? 'private' : 'open',
              take_command: form.get('take_command') === 'on',
            });
          }}
        >
          {(errorOf) => (
            <>
              <TextField
                label="What is broken"
                name="title"
                maxLength={300}
                required
                autoComplete="off"
                placeholder="Checkout returns 503"
                error={errorOf('title')}
              />
              <SeverityChoice severities={severities} value={severity} onChange={setSeverity} />
              {chosen?.pagesNobody && (
                <p className={classes.nobody}>
                  {severity} is meant to page on-call, but no channel that pages is set up for it: call somebody.
                </p>
              )}
              <ServicesField error={errorOf('services')} />
              <div className={classes.pair}>
                <TextField
                  label="Environment"
                  name="environment"
                  list={environmentsId}
                  defaultValue="production"
                  maxLength={63}
                  autoComplete="off"
                  spellCheck={false}
                  error={errorOf('environment')}
                />
                <datalist id={environmentsId}>
                  {environments.map((name) => (
                    <option key={name} value={name} />
                  ))}
                </datalist>
                <TextField
                  label={`Detected, ${incidentZone}`}
                  name="detected_at"
                  type="datetime-local"
                  step={1}
                  help="Empty: now"
                  error={errorOf('detected_at')}
                />
              </div>
              <label className={classes.check}>
                <input type="checkbox" name="take_command" defaultChecked />
                <span>I take command</span>
              </label>
              <details className={classes.more}>
                <summary>More: private, a drill or a test</summary>
                <label className={classes.check}>
                  <input type="checkbox" name="private" />
                  <span>Private: only people you let in, seat holders and administrators</span>
                </label>
                <SelectField label="This is" name="kind" defaultValue="real" options={kinds} error={errorOf('kind')} />
              </details>
            </>
          )}
        </ActionForm>
      </div>
    </Dialog>
  );
}
