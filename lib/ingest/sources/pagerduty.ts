import { z } from 'zod';
import type { Happening, IncomingAlert } from '@/lib/alerts/schema';
import { type Adapter, type Normalised, webhookLimits } from '../adapter';
import { boundedKey, foreignInstant, foreignSlug, foreignText, foreignUrl } from '../model/foreign';
import { hmacHex, matchesAny } from '../model/signature';

/** What is needed of PagerDuty's webhook V3; unknown fields pass. */
const bodySchema = z.object({
  event: z.object({
    id: z.string().optional(),
    event_type: z.string(),
    occurred_at: z.unknown().optional(),
    agent: z.object({ summary: z.unknown().optional() }).nullish(),
    data: z.record(z.string(), z.unknown()),
  }),
});

const nested = (value: unknown, key: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;

type Data = Record<string, unknown>;

/** 'P1' of the priority, else the urgency. */
function levelOf(data: Data): string | null {
  return foreignText(nested(data.priority, 'summary'), 100) ?? foreignText(data.urgency, 100);
}

function identityOf(data: Data, type: string): string {
  // A note is told with the incident inside it; the incident itself has its own id.
  const id = foreignText(nested(data.incident, 'id') ?? data.id, 255);
  if (id === null)
    throw new z.ZodError([
      { code: 'custom', path: ['event', 'data', 'id'], message: `${type} names no incident.`, input: undefined },
    ]);
  return boundedKey(id);
}

function toAlert(data: Data, type: string, at: Date | null): IncomingAlert {
  const identity = identityOf(data, type);
  const isOver = type === 'incident.resolved';
  const service = foreignText(nested(data.service, 'summary'), 255);
  const number = foreignText(data.number, 20);
  return {
    state: isOver ? 'resolved' : 'firing',
    dedupKey: identity,
    identity,
    title:
      foreignText(data.title, 300) ?? (number ? `PagerDuty incident #${number}` : `PagerDuty incident ${identity}`),
    summary: null,
    url: foreignUrl(data.html_url),
    labels: Object.fromEntries(
      [
        ['pagerduty_incident', number ?? identity],
        ['service', service],
        ['urgency', foreignText(data.urgency, 100)],
        ['resolve_reason', foreignText(nested(data.resolve_reason, 'type'), 100)],
      ].flatMap(([name, value]) => (name && value ? [[name, value]] : [])),
    ),
    level: levelOf(data),
    attachesOnly: false,
    service: foreignSlug(service),
    environment: null,
    groupKey: identity,
    isGroupExplicit: false,
    startsAt: type === 'incident.reopened' ? at : foreignInstant(data.created_at),
    endsAt: isOver ? at : null,
  };
}

const notes: Record<string, (data: Data) => string | null> = {
  'incident.annotated': (data) => foreignText(data.content, 4000),
  'incident.status_update_published': (data) => foreignText(data.message, 4000),
  'incident.escalated': () => 'Escalated in PagerDuty',
  'incident.reassigned': () => 'Reassigned in PagerDuty',
};

function normalise(json: unknown): Normalised {
  const { event } = bodySchema.parse(json);
  const { event_type: type, data } = event;
  const at = foreignInstant(event.occurred_at);
  const found: Normalised = { event: foreignText(type, 100) ?? 'unknown', alerts: [], happenings: [], notes: [] };
  const happening = (each: Happening): Normalised => ({ ...found, happenings: [each] });
  switch (type) {
    case 'incident.triggered':
    case 'incident.reopened':
    case 'incident.resolved':
      return { ...found, alerts: [toAlert(data, type, at)] };
    case 'incident.acknowledged':
      return happening({
        kind: 'acknowledged',
        identity: identityOf(data, type),
        at,
        by: foreignText(event.agent?.summary, 200),
      });
    case 'incident.priority_updated':
      return happening({ kind: 'severity', identity: identityOf(data, type), at, level: levelOf(data) ?? '' });
    default: {
      const text = Object.hasOwn(notes, type) ? notes[type]?.(data) : null;
      if (text) return happening({ kind: 'note', identity: identityOf(data, type), at, text });
      const isPing = type === 'pagey.ping';
      return {
        ...found,
        ignored: isPing ? 'It only proves that the source is alive.' : 'Nothing follows from this event.',
      };
    }
  }
}

export const pagerduty: Adapter = {
  limits: webhookLimits,
  takesKeys: false,
  verify: ({ headers, raw }, secrets) => {
    const given = (headers.get('x-pagerduty-signature') ?? '')
      .split(',')
      .slice(0, 10)
      .flatMap((part) => /^v1=([0-9a-f]{64})$/i.exec(part.trim())?.[1]?.toLowerCase() ?? []);
    return matchesAny(
      given,
      secrets.map((secret) => hmacHex(secret, raw)),
    );
  },
  deliveryKey: (headers, json) => {
    const own = headers.get('x-webhook-id') ?? foreignText(nested(nested(json, 'event'), 'id'), 255);
    return own === null ? null : boundedKey(own);
  },
  normalise,
};
