import { z } from 'zod';
import { httpUrl, requiredText, text } from '@/lib/core/fields';
import { pageFields } from '@/lib/core/paging';

export const channelKinds = ['webhook', 'slack', 'email', 'pagerduty'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const severities = ['SEV1', 'SEV2', 'SEV3'] as const;
export type Severity = (typeof severities)[number];

/** What a severity does when it is declared (handbook §7.1). */
export const reactions = ['page', 'notify', 'none'] as const;
export type Reaction = (typeof reactions)[number];

export type Urgency = 'page' | 'notify';
export type RouteRole = 'primary' | 'fallback';

/** What can be told of an incident's life. */
export const steps = [
  'declared',
  'raised',
  'unacknowledged',
  'acknowledged',
  'update',
  'mitigated',
  'resolved',
  'reopened',
  'postmortem',
  'reminder',
] as const;
export type Step = (typeof steps)[number];

/** Steps that a channel may do without. The others reach whoever is on the route, and whoever was told before. */
export const optionalSteps = ['acknowledged', 'update', 'mitigated', 'postmortem', 'reminder'] as const;
export type OptionalStep = (typeof optionalSteps)[number];

export const outboxStates = ['pending', 'sending', 'sent', 'failed', 'superseded'] as const;
export type OutboxState = (typeof outboxStates)[number];

/** What a message says, as it is stored with its delivery. A private incident's has neither title nor words. */
export type MessageFacts = {
  step: Step;
  urgency: Urgency;
  key: string;
  url: string;
  severity: Severity;
  kind: 'real' | 'drill' | 'test';
  isPrivate: boolean;
  title: string | null;
  services: string[];
  /** What happened, in the words of the log. */
  text: string | null;
  /** Number of the event in the incident's log; null of a reminder. */
  seq: number | null;
  occurredAt: string;
  update: UpdateWords | null;
};

/** A stakeholder update (incidents.md §12). */
export type UpdateWords = {
  headline: string | null;
  conditions: string | null;
  actions: string | null;
  needs: string | null;
  nextDueAt: string | null;
};

/** A delivery as the sender hands it to a channel. `id` stays the same however often it is tried. */
export type Outgoing = { id: string; recipient: string; facts: MessageFacts };

const port = z.coerce.number().int('Use a whole number.').min(1).max(65_535, 'Ports end at 65535.');
const host = requiredText(253).regex(/^[A-Za-z0-9._:-]+$/, 'Use the name of a host, without a scheme or path.');

/** Addresses of people, one per line or separated by commas. */
const addresses = text(4_000).transform((value, context) => {
  const found = [
    ...new Set(
      value
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map((each) => each.toLowerCase()),
    ),
  ];
  const wrong = found.find((each) => !z.email().safeParse(each).success);
  if (wrong !== undefined || found.length === 0 || found.length > 50) {
    const message =
      wrong !== undefined ? `"${wrong}" is no e-mail address.` : 'Name at least one address, and at most 50.';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return found;
});

/** An empty secret of a channel that exists keeps the one that is stored. */
const secretUrl = z.union([z.literal(''), httpUrl]);

const shared = {
  /** Absent: a new one. */
  id: z.uuid().optional(),
  name: requiredText(80),
  canPage: z.boolean(),
  steps: z
    .array(z.enum(optionalSteps))
    .max(optionalSteps.length)
    .transform((given) => [...new Set(given)]),
  includesDrills: z.boolean(),
  enabled: z.boolean(),
};

export const saveChannelInput = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('webhook'),
    url: secretUrl,
    /** Makes a new signing secret; the one before signs too for another day. */
    rotate: z.boolean().default(false),
  }),
  z.strictObject({ ...shared, kind: z.literal('slack'), url: secretUrl }),
  z.strictObject({
    ...shared,
    kind: z.literal('email'),
    host,
    port,
    security: z.enum(['tls', 'starttls', 'none']),
    user: text(255),
    password: text(1_000),
    from: z.email('Use one e-mail address.').max(255),
    to: addresses,
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('pagerduty'),
    endpoint: httpUrl,
    routingKey: text(64).regex(/^[A-Za-z0-9]*$/, 'An integration key has letters and digits only.'),
  }),
]);
export type SaveChannelInput = z.output<typeof saveChannelInput>;

/** Where PagerDuty takes events; its European region has another address. */
export const pagerdutyEndpoint = 'https://events.pagerduty.com/v2/enqueue';

export const channelIdInput = z.strictObject({ id: z.uuid() });

export const setRouteInput = z.strictObject({
  severity: z.enum(severities),
  reaction: z.enum(reactions),
  primary: z.array(z.uuid()).max(50),
  fallback: z.array(z.uuid()).max(50),
});

export const deliveryIdInput = z.strictObject({ id: z.uuid() });

export const notificationsQuery = z.object({
  state: z.enum(outboxStates).optional(),
  channel: z.uuid().optional(),
  incident: text(20)
    .regex(/^INC-[1-9]\d{0,14}$/i)
    .optional(),
  ...pageFields,
  limit: z.coerce.number().int().min(1).max(200).default(25),
});
export type NotificationsQuery = z.output<typeof notificationsQuery>;

/** What of a channel may be read again, by kind. */
export type ChannelConfig =
  | { kind: 'webhook'; host: string }
  | { kind: 'slack'; host: string }
  | {
      kind: 'email';
      host: string;
      port: number;
      security: 'tls' | 'starttls' | 'none';
      user: string;
      from: string;
      to: string[];
    }
  | { kind: 'pagerduty'; endpoint: string };

export type ListedChannel = {
  id: string;
  name: string;
  config: ChannelConfig;
  canPage: boolean;
  steps: OptionalStep[];
  includesDrills: boolean;
  enabled: boolean;
  /** Its latest delivery that is over. */
  last: { state: OutboxState; at: string; error: string | null } | null;
  waiting: number;
};

export type ListedRoute = { severity: Severity; reaction: Reaction; primary: string[]; fallback: string[] };

export type ListedNotification = {
  id: string;
  createdAt: string;
  incident: string | null;
  step: Step;
  urgency: Urgency;
  channel: string;
  recipient: string;
  state: OutboxState;
  attempts: number;
  /** Null when it is finished. */
  nextAt: string | null;
  deliveredAt: string | null;
  error: string | null;
  /** Its channel is in use. */
  canSend: boolean;
};
