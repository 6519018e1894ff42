'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextField } from '@/components/ui/field';
import type { ServiceSetting } from '@/lib/catalog/schema';
import type { ActionResult } from '@/lib/server/action';

type TeamChoice = { from: 'events' } | { from: 'here'; name: string | null };
export type EditServiceProps = {
  service: ServiceSetting;
  teams: { value: string; label: string }[];
  edit: (input: { slug: string; team: TeamChoice; repository: string | null }) => Promise<ActionResult<unknown>>;
};

const fromEvents = 'events';
const noTeam = 'none';
const otherTeam = 'other';
const known = 'team ';

/** Whose a service is and where its code lives. */
export function EditService({ service, teams, edit }: EditServiceProps) {
  const { slug, team, teamPinned, repository } = service;
  const present = !teamPinned ? fromEvents : team === null ? noTeam : known + team;
  const [chosen, setChosen] = useState(present);
  const teamOf = (form: FormData): TeamChoice => {
    const value = String(form.get('team'));
    if (value === fromEvents) return { from: 'events' };
    if (value === noTeam) return { from: 'here', name: null };
    if (value === otherTeam) return { from: 'here', name: String(form.get('teamName')) };
    const slugOfTeam = value.slice(known.length);
    return { from: 'here', name: teams.find((each) => each.value === slugOfTeam)?.label ?? slugOfTeam };
  };
  return (
    <DialogButton label="Edit service" about={slug} title={`Edit ${slug}`}>
      {(close) => (
        <ActionForm
          wide
          submit="Save service"
          onCancel={close}
          onDone={close}
          onSubmit={(form) => edit({ slug, team: teamOf(form), repository: String(form.get('repository')) })}
        >
          {(errorOf) => (
            <>
              <SelectField
                label="Team"
                name="team"
                defaultValue={present}
                onChange={(event) => setChosen(event.currentTarget.value)}
                options={[
                  { value: fromEvents, label: 'As its deployments say' },
                  { value: noTeam, label: 'No team' },
                  ...teams.map(({ value, label }) => ({ value: known + value, label })),
                  { value: otherTeam, label: 'A new team…' },
                ]}
                help="A team chosen here stays, whatever deployments name. Numbers by team follow at once, for all of time."
                error={chosen === otherTeam ? undefined : errorOf('team')}
              />
              {chosen === otherTeam && (
                <TextField
                  label="Name of the new team"
                  name="teamName"
                  maxLength={100}
                  autoComplete="off"
                  error={errorOf('team')}
                />
              )}
              <TextField
                label="Repository"
                name="repository"
                defaultValue={repository ?? ''}
                maxLength={255}
                autoComplete="off"
                help="An address or a name such as shop/checkout. Empty: the next deployment that names one fills it in."
                error={errorOf('repository')}
              />
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
