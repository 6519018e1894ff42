import { randomBytes } from 'node:crypto';
import { seal, unseal } from '@/lib/auth/seal';
import { ValidationError } from '@/lib/core/errors';
import { outgoingUrlProblem } from '@/lib/server/outgoing';
import type { ChannelSecrets } from '../adapter';
import type { ChannelConfig, ChannelKind, SaveChannelInput } from '../schema';

type AnySecrets = ChannelSecrets[ChannelKind];

// Bound to the row, so that one channel's secrets cannot be moved to another, whose address somebody else chose.
const place = (id: string) => `notification_channel.sealed_secrets:${id}`;

export function sealSecrets(id: string, secrets: AnySecrets): string {
  return seal(JSON.stringify(secrets), place(id));
}

/** The secrets of a channel; the caller knows its kind. Throws when they were moved, changed or sealed under another key. */
export function openSecrets<K extends ChannelKind>(id: string, _kind: K, sealed: string): ChannelSecrets[K] {
  return JSON.parse(unseal(sealed, place(id))) as ChannelSecrets[K];
}

/** What of a channel's settings may be read again. */
export function configOf(input: SaveChannelInput, secrets: AnySecrets): ChannelConfig {
  switch (input.kind) {
    case 'webhook':
    case 'slack':
      return { kind: input.kind, host: 'url' in secrets ? new URL(secrets.url).host : '' };
    case 'email': {
      const { kind, host, port, security, user, from, to } = input;
      return { kind, host, port, security, user, from, to };
    }
    case 'pagerduty':
      return { kind: 'pagerduty', endpoint: input.endpoint };
  }
}

/** The secrets that a channel has after it is saved; `shown` is a new signing secret, to be seen this once. */
export function secretsOf(
  input: SaveChannelInput,
  before: AnySecrets | null,
  now: Date,
): { secrets: AnySecrets; shown: string | null } {
  switch (input.kind) {
    case 'webhook': {
      const known = before && 'signing' in before ? before : null;
      const url = urlOf(input.url, known?.url);
      if (known && !input.rotate) return { secrets: { ...known, url }, shown: null };
      const shown = `whsec_${randomBytes(32).toString('base64')}`;
      const signing = [shown, ...(known?.signing.slice(0, 1) ?? [])];
      return { secrets: { url, signing, bothUntil: known ? aDayAfter(now) : null }, shown };
    }
    case 'slack':
      return { secrets: { url: urlOf(input.url, before && 'url' in before ? before.url : null) }, shown: null };
    case 'email': {
      const known = before && 'password' in before ? before.password : '';
      return { secrets: { password: input.user === '' ? '' : input.password || known }, shown: null };
    }
    case 'pagerduty': {
      const routingKey = input.routingKey || (before && 'routingKey' in before ? before.routingKey : '');
      if (routingKey === '') throw wrong('routingKey', 'Paste the integration key of an Events API v2 integration.');
      const problem = outgoingUrlProblem(input.endpoint);
      if (problem) throw wrong('endpoint', problem);
      return { secrets: { routingKey }, shown: null };
    }
  }
}

function urlOf(given: string, known: string | null | undefined): string {
  const url = given || known;
  if (!url) throw wrong('url', 'Paste the URL that takes the messages.');
  const problem = outgoingUrlProblem(url);
  if (problem) throw wrong('url', problem);
  return url;
}

function aDayAfter(now: Date): string {
  return new Date(now.getTime() + 86_400_000).toISOString();
}

function wrong(field: string, message: string): ValidationError {
  return new ValidationError([{ path: `/${field}`, message }]);
}
