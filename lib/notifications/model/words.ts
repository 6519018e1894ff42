import type { ChannelConfig, ChannelKind, OptionalStep, OutboxState, Reaction, Step } from '../schema';

export const kindWords: Record<ChannelKind, { label: string; help: string }> = {
  pagerduty: { label: 'PagerDuty', help: 'Opens, acknowledges and resolves an incident there (Events API v2).' },
  webhook: { label: 'Webhook', help: 'A signed POST (Standard Webhooks) to Opsgenie, Grafana, or what you run.' },
  slack: { label: 'Slack', help: 'A message in a channel, by an incoming webhook. Mattermost takes the same.' },
  email: { label: 'E-mail', help: 'A mail to each of some people, through your mail server.' },
};

export const reactionWords: Record<Reaction, { label: string; help: string }> = {
  page: { label: 'Page', help: 'Wakes the on-call person, and goes to the fallback if nobody takes command in time.' },
  notify: { label: 'Notify', help: 'Tells the team; wakes nobody.' },
  none: { label: 'Nothing', help: 'Nobody is told. It is in the list of incidents.' },
};

export const stepWords: Record<Step, string> = {
  declared: 'Declared',
  raised: 'Severity raised',
  unacknowledged: 'Nobody took command',
  acknowledged: 'Acknowledged',
  update: 'Update posted',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  reopened: 'Re-opened',
  postmortem: 'Post-mortem published',
  reminder: 'Reminder',
};

export const optionalStepHelp: Record<OptionalStep, string> = {
  acknowledged: 'Somebody took command or acknowledged it.',
  update: 'Each update for stakeholders, as it was written.',
  mitigated: 'The impact has stopped; the cause may remain.',
  postmortem: 'It can be read.',
  reminder: 'An update or a post-mortem is overdue.',
};

export const outboxStateWords: Record<OutboxState, string> = {
  pending: 'Waiting',
  sending: 'Sending',
  sent: 'Delivered',
  failed: 'Failed',
  superseded: 'Withdrawn',
};

/** Where a channel sends to, as far as it may be read. */
export function destinationOf(config: ChannelConfig): string {
  switch (config.kind) {
    case 'webhook':
    case 'slack':
      return config.host;
    case 'email':
      return config.to.length === 1 ? (config.to[0] ?? '') : `${config.to.length} people through ${config.host}`;
    case 'pagerduty':
      return URL.parse(config.endpoint)?.host ?? config.endpoint;
  }
}
