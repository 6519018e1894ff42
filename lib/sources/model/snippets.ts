import type { WebhookKind } from '../schema';

/** What to paste where, so that a system sends here. `where` says into which file or place. */
export type Snippet = { label: string; where: string; code: string };

/** Stands where a page does not know the secret. */
export const unknownSecret = '<the secret of this source>';

/** The configuration of the other system, complete but for what is its own. */
export function configSnippet(kind: WebhookKind, url: string, secret: string): Snippet {
  switch (kind) {
    case 'alertmanager':
      return {
        label: 'alertmanager.yml',
        where:
          'Add the receiver to alertmanager.yml, name it in a route, and reload Alertmanager. Each alert goes to the incident of its label service, app or job, and of its label environment or env.',
        code: [
          'route:',
          '  receiver: fairlead',
          '  group_by: [alertname, service]',
          '  group_wait: 10s',
          '  group_interval: 1m',
          'receivers:',
          '  - name: fairlead',
          '    webhook_configs:',
          `      - url: '${url}'`,
          '        send_resolved: true',
          '        http_config:',
          '          authorization:',
          '            type: Bearer',
          `            credentials: '${secret}'`,
        ].join('\n'),
      };
    case 'grafana':
      return {
        label: 'provisioning/alerting/fairlead.yml',
        where:
          'Put this file where Grafana reads its provisioning, or add a contact point of the type Webhook with the same values, then name it in a notification policy. A signature in X-Grafana-Alerting-Signature with this secret serves as well.',
        code: [
          'apiVersion: 1',
          'contactPoints:',
          '  - orgId: 1',
          '    name: Fairlead',
          '    receivers:',
          '      - uid: fairlead',
          '        type: webhook',
          '        settings:',
          `          url: '${url}'`,
          '          httpMethod: POST',
          '          authorization_scheme: Bearer',
          `          authorization_credentials: '${secret}'`,
          '        disableResolveMessage: false',
        ].join('\n'),
      };
    case 'pagerduty':
      return {
        label: 'PagerDuty webhook',
        where:
          'In PagerDuty, open Integrations, Generic Webhooks (v3), New Webhook. PagerDuty then shows a secret of its own: give it to this source, so that the signatures fit.',
        code: [
          `Webhook URL:   ${url}`,
          'Scope type:    Account',
          'Events:        incident.triggered, incident.acknowledged, incident.resolved,',
          '               incident.reopened, incident.priority_updated, incident.annotated,',
          '               incident.status_update_published, incident.escalated, incident.reassigned',
        ].join('\n'),
      };
    case 'alert':
      return {
        ...firingCall(url, secret),
        where: 'Call it from anything that can send JSON, when something breaks and when it is over.',
      };
  }
}

function call(url: string, secret: string, body: object): string {
  return [
    `curl -X POST '${url}' \\`,
    `  -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');
}

const example = {
  dedup_key: 'checkout-errors',
  title: 'Checkout answers 503',
  severity: 'critical',
  service: 'checkout',
};

function firingCall(url: string, secret: string): Omit<Snippet, 'where'> {
  const cleared = { dedup_key: example.dedup_key, status: 'resolved', service: example.service };
  return {
    label: 'When it fires, and when it is over',
    code: `${call(url, secret, { ...example, environment: 'production' })}\n\n${call(url, secret, { ...cleared, environment: 'production' })}`,
  };
}

/** A call that proves the connection and opens nothing; null where only the other system can sign one. */
export function testCall(kind: WebhookKind, url: string, secret: string): Snippet | null {
  if (kind === 'pagerduty') return null;
  const where = 'It opens nothing: the delivery is listed, and the source counts as connected.';
  const label = 'Try the connection from a shell';
  if (kind === 'alert') {
    const body = { dedup_key: 'connection-test', status: 'resolved' };
    return { label, where, code: call(url, secret, body) };
  }
  const labels = { alertname: kind === 'grafana' ? 'TestAlert' : 'Watchdog', instance: 'Grafana' };
  return { label, where, code: call(url, secret, { version: '4', alerts: [{ status: 'firing', labels }] }) };
}
