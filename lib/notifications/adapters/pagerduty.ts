import type { ChannelAdapter } from '../adapter';
import { headlineOf, linesOf } from '../model/message';
import type { MessageFacts } from '../schema';
import { post } from './post';

/** Events API v2. The recipient is the deduplication key: what it opened is acknowledged and closed by the same. */
export const pagerduty: ChannelAdapter<'pagerduty'> = {
  send({ config, secrets }, { recipient, facts }, context) {
    const action = actionOf(facts);
    const head = { routing_key: secrets.routingKey, event_action: action, dedup_key: recipient };
    if (action !== 'trigger') return post(config.endpoint, head, context);
    const body = {
      ...head,
      client: 'Fairlead',
      client_url: facts.url,
      links: [{ href: facts.url, text: `Open ${facts.key}` }],
      payload: {
        summary: headlineOf(facts).slice(0, 1_024),
        source: facts.services[0] ?? 'Fairlead',
        severity: severityOf(facts),
        timestamp: facts.occurredAt,
        ...(facts.services.length > 0 ? { component: facts.services.join(', ').slice(0, 255) } : {}),
        custom_details: { what: linesOf(facts).join('\n') },
      },
    };
    return post(config.endpoint, body, context);
  },
};

function actionOf({ step }: MessageFacts): 'trigger' | 'acknowledge' | 'resolve' {
  if (step === 'acknowledged') return 'acknowledge';
  return step === 'resolved' ? 'resolve' : 'trigger';
}

function severityOf({ urgency, severity, kind }: MessageFacts): 'critical' | 'error' | 'warning' | 'info' {
  if (kind !== 'real') return 'info';
  if (urgency === 'page') return 'critical';
  return severity === 'SEV3' ? 'warning' : 'error';
}
