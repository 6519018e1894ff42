import { createHash, createHmac } from 'node:crypto';
import sql from 'sql-template-tag';
import { POST } from '@/app/api/ingest/[source]/route';
import { primarySql } from '@/lib/db/pool';
import { createSource } from '@/lib/sources/commands/create-source';
import type { IssuedSource, WebhookKind } from '@/lib/sources/schema';
import { call } from './api';
import { makeUser } from './people';

/** A source as somebody made it, for tests to deliver to. */
export async function makeSource(
  kind: WebhookKind,
  name = 'Shop',
  more: Omit<Parameters<typeof createSource.execute>[0], 'kind' | 'name'> = {},
): Promise<IssuedSource> {
  const admin = await makeUser('admin');
  return createSource.execute({ kind, name, ...more }, { actor: admin });
}

/** Sends a body to the door of its source, signed as its system signs. */
export function deliver(source: IssuedSource, body: unknown, headers: Record<string, string> = {}) {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = createHmac('sha256', source.secret).update(raw).digest('hex');
  const signed: Record<string, string> =
    source.kind === 'pagerduty'
      ? { 'x-pagerduty-signature': `v1=${signature}` }
      : { authorization: `Bearer ${source.secret}` };
  const { search } = new URL(source.url);
  return call(POST, 'POST', {
    raw,
    headers: { ...signed, ...headers },
    params: { source: source.kind },
    query: search,
  });
}

type PromAlert = {
  name: string;
  status?: 'firing' | 'resolved';
  labels?: Record<string, string>;
  startsAt?: Date;
  endsAt?: Date;
  fingerprint?: string;
};

/** One alert as Alertmanager writes it. */
export function promAlert({ name, status = 'firing', labels = {}, startsAt, endsAt, fingerprint }: PromAlert) {
  return {
    status,
    labels: { alertname: name, severity: 'critical', service: 'checkout', ...labels },
    annotations: { summary: `${name} is firing` },
    startsAt: (startsAt ?? new Date('2026-03-02T10:00:00Z')).toISOString(),
    endsAt:
      (endsAt ?? (status === 'resolved' ? new Date('2026-03-02T10:20:00Z') : null))?.toISOString() ??
      '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up',
    fingerprint: fingerprint ?? fingerprintOf(name, labels),
  };
}

const fingerprintOf = (name: string, labels: Record<string, string>) =>
  createHash('sha256')
    .update(JSON.stringify([name, labels]))
    .digest('hex')
    .slice(0, 16);

/** A group of them, as Alertmanager's webhook v4 sends it. */
export function promGroup(...alerts: ReturnType<typeof promAlert>[]) {
  const isFiring = alerts.some(({ status }) => status === 'firing');
  return {
    version: '4',
    groupKey: '{}:{alertname="x"}',
    truncatedAlerts: 0,
    status: isFiring ? 'firing' : 'resolved',
    receiver: 'fairlead',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    alerts,
  };
}

export type SeenIncident = {
  id: number;
  number: number;
  status: string;
  severity: string;
  title: string;
  detectedAt: Date;
  kinds: string[];
};

/** Incidents of a service, oldest first, with the kinds of their timelines. */
export function incidentsOfService(slug: string): Promise<SeenIncident[]> {
  return primarySql<SeenIncident>(sql`
    SELECT i.id, i.number, i.status, i.severity, i.title, i.detected_at AS "detectedAt",
      ARRAY(SELECT v.kind FROM incident_event v WHERE v.incident_id = i.id ORDER BY v.seq) AS kinds
    FROM incident i JOIN incident_service x ON x.incident_id = i.id JOIN service s ON s.id = x.service_id
    WHERE s.slug = ${slug} ORDER BY i.id`);
}
