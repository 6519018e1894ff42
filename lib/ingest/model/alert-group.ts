import { z } from 'zod';
import type { IncomingAlert } from '@/lib/alerts/schema';
import { sha256 } from '@/lib/core/ids';
import type { Normalised } from '../adapter';
import {
  boundedKey,
  foreignEnvironment,
  foreignInstant,
  foreignLabels,
  foreignSlug,
  foreignText,
  foreignUrl,
} from './foreign';

/** What is needed of Alertmanager's webhook v4, and of Grafana's, which has the same form; unknown fields pass. */
const groupSchema = z.object({
  groupKey: z.unknown().optional(),
  truncatedAlerts: z.unknown().optional(),
  externalURL: z.unknown().optional(),
  alerts: z.array(z.unknown()).min(1),
});

const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()).nullish(),
  startsAt: z.unknown().optional(),
  endsAt: z.unknown().optional(),
  generatorURL: z.unknown().optional(),
  dashboardURL: z.unknown().optional(),
  panelURL: z.unknown().optional(),
  fingerprint: z.unknown().optional(),
});

/** Reads a group of alerts; each stands alone (ingest.md §3). `isTest` and `attaches` tell what a sender's own alerts are for. */
export function readAlertGroup(
  json: unknown,
  sender: {
    isTest: (labels: Record<string, string>) => boolean;
    attaches: (labels: Record<string, string>) => boolean;
  },
): Normalised {
  const group = groupSchema.parse(json);
  const groupKey = foreignText(group.groupKey, 2000);
  const parsed = group.alerts.map((each) => alertSchema.safeParse(each));
  const understood = parsed.flatMap((each) => (each.success ? [each.data] : []));
  const first = parsed[0];
  if (understood.length === 0 && first && !first.success) throw first.error;
  const alerts = understood.map((each) => toAlert(each, groupKey, group.externalURL));
  const real = alerts.filter(({ labels }) => !sender.isTest(labels));
  const notes: string[] = [];
  const lost = parsed.length - understood.length;
  if (lost > 0) notes.push(`${lost} of ${parsed.length} alerts could not be read.`);
  const truncated = Number(group.truncatedAlerts);
  if (truncated > 0) notes.push(`The sender left ${truncated} alerts out of the message.`);
  const count = (state: string) => real.filter((alert) => alert.state === state).length;
  const counted = [count('firing'), count('resolved')];
  const event = [counted[0] ? `${counted[0]} firing` : '', counted[1] ? `${counted[1]} resolved` : '']
    .filter(Boolean)
    .join(', ');
  return {
    event: event || 'test',
    alerts: real.map((alert) => ({ ...alert, attachesOnly: sender.attaches(alert.labels) })),
    happenings: [],
    ...(real.length === 0 ? { ignored: 'It only proves that the source is alive.' } : {}),
    notes,
  };
}

function toAlert(alert: z.output<typeof alertSchema>, groupKey: string | null, externalUrl: unknown): IncomingAlert {
  const labels = foreignLabels(alert.labels);
  const annotations = alert.annotations ?? {};
  const name = labels.alertname ?? 'Alert without a name';
  const identity = foreignText(alert.fingerprint, 200) ?? fingerprintOf(labels);
  const startsAt = foreignInstant(alert.startsAt);
  const links = [alert.panelURL, alert.dashboardURL, alert.generatorURL];
  return {
    state: alert.status,
    dedupKey: boundedKey(`${identity}@${startsAt?.toISOString() ?? ''}`),
    identity: boundedKey(identity),
    title: foreignText(annotations.summary, 300) ?? foreignText(name, 300) ?? name,
    summary: foreignText(annotations.description ?? annotations.message, 4000),
    url: links.map((link) => foreignUrl(link, externalUrl)).find((link) => link !== null) ?? null,
    labels,
    level: labels.severity ?? null,
    attachesOnly: false,
    service: foreignSlug(labels.service ?? labels.app ?? labels.job),
    environment: foreignEnvironment(labels.environment ?? labels.env),
    groupKey,
    isGroupExplicit: false,
    startsAt,
    // Of a firing one it is a timeout or the year 1.
    endsAt: alert.status === 'resolved' ? foreignInstant(alert.endsAt) : null,
  };
}

/** For senders that leave it out: the labels name the alert. */
function fingerprintOf(labels: Record<string, string>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify(sorted)).toString('hex').slice(0, 16);
}
