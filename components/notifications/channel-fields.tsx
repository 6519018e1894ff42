'use client';

import type { ErrorOf } from '@/components/ui/action-form';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import { type ChannelKind, type ListedChannel, pagerdutyEndpoint } from '@/lib/notifications/schema';

type FieldsProps = { kind: ChannelKind; channel: ListedChannel | null; errorOf: ErrorOf };

const kept = 'Stored sealed and never shown again. Leave it empty to keep it.';
const sealed = 'Stored sealed and never shown again.';

/** What a channel of one kind needs. Secrets are always empty: what is stored stays unless another one is typed. */
export function ChannelFields({ kind, channel, errorOf }: FieldsProps) {
  const secretHelp = channel ? kept : sealed;
  switch (kind) {
    case 'webhook':
      return (
        <TextField
          label="URL"
          name="url"
          type="url"
          autoComplete="off"
          placeholder={channel?.config.kind === 'webhook' ? `https://${channel.config.host}/…` : 'https://'}
          help={`${secretHelp} Each message is signed; the signing secret is shown once after saving.`}
          error={errorOf('url')}
        />
      );
    case 'slack':
      return (
        <TextField
          label="URL of the incoming webhook"
          name="url"
          type="url"
          autoComplete="off"
          placeholder="https://hooks.slack.com/services/…"
          help={secretHelp}
          error={errorOf('url')}
        />
      );
    case 'pagerduty':
      return (
        <>
          <TextField
            label="Integration key"
            name="routingKey"
            autoComplete="off"
            maxLength={64}
            help={`Of an integration “Events API v2”. ${secretHelp}`}
            error={errorOf('routingKey')}
          />
          <TextField
            label="Address of the Events API"
            name="endpoint"
            type="url"
            defaultValue={channel?.config.kind === 'pagerduty' ? channel.config.endpoint : pagerdutyEndpoint}
            help="Accounts in the EU use https://events.eu.pagerduty.com/v2/enqueue."
            error={errorOf('endpoint')}
          />
        </>
      );
    case 'email':
      return <MailFields channel={channel} errorOf={errorOf} />;
  }
}

function MailFields({ channel, errorOf }: Omit<FieldsProps, 'kind'>) {
  const config = channel?.config.kind === 'email' ? channel.config : null;
  return (
    <>
      <TextAreaField
        label="To"
        name="to"
        defaultValue={config?.to.join('\n') ?? ''}
        help="One address per line. Each gets a mail of its own."
        error={errorOf('to')}
      />
      <TextField
        label="From"
        name="from"
        type="email"
        defaultValue={config?.from ?? ''}
        maxLength={255}
        error={errorOf('from')}
      />
      <TextField
        label="Mail server"
        name="host"
        defaultValue={config?.host ?? ''}
        maxLength={253}
        autoComplete="off"
        placeholder="smtp.example.com"
        error={errorOf('host')}
      />
      <TextField
        label="Port"
        name="port"
        inputMode="numeric"
        defaultValue={config?.port ?? 587}
        maxLength={5}
        error={errorOf('port')}
      />
      <SelectField
        label="Encryption"
        name="security"
        defaultValue={config?.security ?? 'starttls'}
        options={[
          { value: 'starttls', label: 'STARTTLS, required (port 587)' },
          { value: 'tls', label: 'TLS from the start (port 465)' },
          { value: 'none', label: 'None, for a relay on this network' },
        ]}
        error={errorOf('security')}
      />
      <TextField
        label="User"
        name="user"
        defaultValue={config?.user ?? ''}
        maxLength={255}
        autoComplete="off"
        help="Empty: the server asks for none."
        error={errorOf('user')}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        maxLength={1000}
        help={channel ? kept : sealed}
        error={errorOf('password')}
      />
    </>
  );
}
