import type { Meaning, SeverityMap, WebhookKind } from './schema';

/** How long the secret before the present one still works. */
export const previousSecretHours = 24;

/** The part of an address that a source's name becomes: 'Shop EU' is 'shop-eu'. */
export function sourceSlugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return slug || 'source';
}

/** Where a source's system sends to. */
export function sourceUrl(origin: string, kind: WebhookKind, slug: string): string {
  return `${origin}/api/ingest/${kind}?source=${slug}`;
}

type Kind = {
  label: string;
  /** Who sends it, in a sentence of the page. */
  sender: string;
  /** `live`: the sender's own lifecycle holds until a commander is seated (ingest.md §1.7). */
  mode: 'triage' | 'live';
  severities: SeverityMap;
};

const labelWords: SeverityMap = { critical: 'SEV2', page: 'SEV2', warning: 'SEV3', info: 'attach', none: 'attach' };

/** What is known of each kind of source (ingest.md §3). A word that is in no map is SEV3; SEV1 takes a row that says so. */
export const webhookKindFacts: Record<WebhookKind, Kind> = {
  alertmanager: { label: 'Alertmanager', sender: 'Prometheus Alertmanager', mode: 'triage', severities: labelWords },
  grafana: { label: 'Grafana', sender: 'Grafana Alerting', mode: 'triage', severities: labelWords },
  pagerduty: {
    label: 'PagerDuty',
    sender: 'PagerDuty',
    mode: 'live',
    severities: { p1: 'SEV1', p2: 'SEV2', high: 'SEV2', low: 'SEV3' },
  },
  alert: {
    label: 'Alert call',
    sender: 'the caller',
    mode: 'triage',
    severities: { ...labelWords, sev1: 'SEV1', sev2: 'SEV2', sev3: 'SEV3' },
  },
};

/** What a sender's word for severity means: the source's own row, else that of the kind, else SEV3. */
export function meaningOf(level: string | null, own: SeverityMap, ofKind: SeverityMap): Meaning {
  if (level === null) return 'SEV3';
  const word = level.trim().toLowerCase();
  for (const map of [own, ofKind]) if (Object.hasOwn(map, word)) return map[word] ?? 'SEV3';
  return 'SEV3';
}
