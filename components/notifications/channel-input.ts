import type { z } from 'zod';
import { type ChannelKind, type ListedChannel, optionalSteps, type saveChannelInput } from '@/lib/notifications/schema';

export type SaveInput = z.input<typeof saveChannelInput>;

/** What the form of a channel says, as its command takes it. */
export function inputOf(form: FormData, kind: ChannelKind, channel: ListedChannel | null): SaveInput {
  const words = (name: string) => String(form.get(name) ?? '').trim();
  const flags = form.getAll('flags');
  const shared = {
    ...(channel ? { id: channel.id } : {}),
    name: words('name'),
    canPage: flags.includes('canPage'),
    steps: optionalSteps.filter((step) => form.getAll('steps').includes(step)),
    includesDrills: flags.includes('includesDrills'),
    enabled: channel === null || flags.includes('enabled'),
  };
  switch (kind) {
    case 'webhook':
      return { ...shared, kind, url: words('url'), rotate: flags.includes('rotate') };
    case 'slack':
      return { ...shared, kind, url: words('url') };
    case 'pagerduty':
      return { ...shared, kind, endpoint: words('endpoint'), routingKey: words('routingKey') };
    case 'email': {
      const security = (['tls', 'starttls', 'none'] as const).find((each) => each === words('security')) ?? 'starttls';
      // Spaces may be part of a password.
      const password = String(form.get('password') ?? '');
      return {
        ...shared,
        kind,
        security,
        password,
        host: words('host'),
        port: words('port'),
        user: words('user'),
        from: words('from'),
        to: words('to'),
      };
    }
  }
}
