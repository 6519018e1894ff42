'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Choices, TextField } from '@/components/ui/field';
import { kindWords, optionalStepHelp, stepWords } from '@/lib/notifications/model/words';
import { type ChannelKind, channelKinds, type ListedChannel, optionalSteps } from '@/lib/notifications/schema';
import type { ActionResult } from '@/lib/server/action';
import { ChannelFields } from './channel-fields';
import { inputOf, type SaveInput } from './channel-input';

export type Saved = { name: string; signingSecret: string | null };
export type SaveChannel = (input: SaveInput) => Promise<ActionResult<Saved>>;

type ChannelFormProps = {
  /** Null: a new one. */
  channel: ListedChannel | null;
  save: SaveChannel;
  onDone: (saved: Saved) => void;
  onCancel: () => void;
};

const flags = {
  enabled: { label: 'In use', help: 'Switched off, nothing is sent to it, and what waits is withdrawn.' },
  canPage: { label: 'Wakes somebody', help: 'What it reaches pages a person on call. A chat message does not.' },
  includesDrills: { label: 'Drills and tests too', help: 'Otherwise it hears of real incidents only.' },
  rotate: { label: 'Make a new signing secret', help: 'Messages are signed with both for one day.' },
} as const;

/** The settings of one channel. */
export function ChannelForm({ channel, save, onDone, onCancel }: ChannelFormProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.config.kind ?? 'pagerduty');
  const always = kind === 'pagerduty';
  const offered = [
    ...(channel ? (['enabled'] as const) : []),
    ...(always ? [] : (['canPage'] as const)),
    'includesDrills' as const,
    ...(channel && kind === 'webhook' ? (['rotate'] as const) : []),
  ];
  const set = channel
    ? (['enabled', 'canPage', 'includesDrills'] as const).filter((flag) => channel[flag])
    : ([] as string[]);
  return (
    <ActionForm
      wide
      submit={channel ? 'Save channel' : 'Add channel'}
      onCancel={onCancel}
      onDone={onDone}
      onSubmit={(form) => save(inputOf(form, kind, channel))}
    >
      {(errorOf) => (
        <>
          {channel === null && (
            <div
              onChange={(event) => {
                const chosen = channelKinds.find((each) => each === (event.target as HTMLInputElement).value);
                if (chosen) setKind(chosen);
              }}
            >
              <Choices
                label="Kind"
                name="kind"
                type="radio"
                chosen={[kind]}
                options={(Object.keys(kindWords) as ChannelKind[]).map((value) => ({ value, ...kindWords[value] }))}
                error={errorOf('kind')}
              />
            </div>
          )}
          <TextField
            label="Name"
            name="name"
            defaultValue={channel?.name ?? ''}
            maxLength={80}
            autoComplete="off"
            help="Who is behind it, for example “On-call payments”."
            error={errorOf('name')}
          />
          <ChannelFields key={kind} kind={kind} channel={channel} errorOf={errorOf} />
          {!always && (
            <Choices
              label="Also tell of"
              name="steps"
              type="checkbox"
              chosen={channel?.steps ?? ['acknowledged', 'update', 'mitigated', 'postmortem', 'reminder']}
              options={optionalSteps.map((value) => ({
                value,
                label: stepWords[value],
                help: optionalStepHelp[value],
              }))}
              help="Declared, severity raised, nobody took command, re-opened and resolved are always told."
              error={errorOf('steps')}
            />
          )}
          <Choices
            label="Use"
            name="flags"
            type="checkbox"
            chosen={[...set]}
            options={offered.map((value) => ({ value, ...flags[value] }))}
            error={errorOf('enabled')}
          />
        </>
      )}
    </ActionForm>
  );
}
