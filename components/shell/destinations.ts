import { type Measure, measures } from '@/lib/metrics/model/measures';

/** Every place of the product that can be gone to: navigation, palette and keyboard read this one list. */
export type Destination = { href: string; label: string; icon: string; key?: string; keywords?: string };

export const mainDestinations: Destination[] = [
  { href: '/', label: 'Overview', icon: 'overview', key: 'o', keywords: 'dashboard dora metrics' },
  { href: '/incidents', label: 'Incidents', icon: 'incidents', key: 'i' },
  { href: '/postmortems', label: 'Post-mortems', icon: 'postmortems', key: 'p', keywords: 'postmortem review lessons' },
  { href: '/deployments', label: 'Deployments', icon: 'deployments', key: 'd' },
  { href: '/services', label: 'Services', icon: 'services', key: 's' },
  {
    href: '/rollbacks',
    label: 'Rollbacks',
    icon: 'rollbacks',
    key: 'b',
    keywords: '/rollback undo roll back cluster',
  },
  { href: '/actions', label: 'Actions', icon: 'actions', key: 'x', keywords: 'action items follow-up todo board' },
  { href: '/teams', label: 'Teams', icon: 'teams', key: 't' },
];

const metric = ({ slug, shortLabel }: Measure) => ({ href: `/metrics/${slug}`, label: shortLabel });

export const metricDestinations: Destination[] = [
  { ...metric(measures.deployment_frequency), icon: 'frequency', key: 'm' },
  { ...metric(measures.lead_time), icon: 'leadTime', key: 'l' },
  { ...metric(measures.change_failure_rate), icon: 'failureRate', keywords: 'cfr' },
  { ...metric(measures.time_to_restore), icon: 'restore', key: 'r', keywords: 'mttr recovery' },
  { ...metric(measures.rework_rate), icon: 'rework', key: 'w' },
];

export const settingsDestinations: Destination[] = [
  { href: '/settings/account', label: 'Your account', icon: 'settings', keywords: 'password sessions settings' },
  { href: '/settings/users', label: 'People and roles', icon: 'settings', keywords: 'users settings' },
  { href: '/settings/keys', label: 'API keys', icon: 'settings', keywords: 'tokens ingest settings' },
  {
    href: '/settings/sources',
    label: 'Sources',
    icon: 'settings',
    keywords: 'webhooks alertmanager grafana pagerduty settings',
  },
  {
    href: '/settings/clusters',
    label: 'Clusters',
    icon: 'settings',
    keywords: 'kubernetes swarm ecs workloads rollback settings',
  },
  {
    href: '/settings/notifications',
    label: 'Notifications',
    icon: 'settings',
    keywords: 'channels paging pagerduty slack webhook e-mail routes settings',
  },
  {
    href: '/settings/severities',
    label: 'Severities',
    icon: 'settings',
    keywords: 'sev1 sev2 sev3 response targets settings',
  },
  { href: '/settings/services', label: 'Services', icon: 'settings', keywords: 'catalog settings' },
  { href: '/settings/environments', label: 'Environments', icon: 'settings', keywords: 'production settings' },
  { href: '/settings/deliveries', label: 'Deliveries', icon: 'settings', keywords: 'ingest log settings' },
  { href: '/settings/audit', label: 'Audit log', icon: 'settings', keywords: 'trail settings' },
];

export const docsDestination: Destination = {
  href: '/docs/api',
  label: 'API reference',
  icon: 'docs',
  key: 'a',
  keywords: 'openapi curl',
};
export const settingsDestination: Destination = {
  href: '/settings/account',
  label: 'Settings',
  icon: 'settings',
  key: ',',
};

/** Is `pathname` this destination or a page below it? */
export function isAt(pathname: string, { href }: Destination): boolean {
  if (href === '/') return pathname === '/';
  if (href === settingsDestination.href) return pathname.startsWith('/settings');
  // The page of a post-mortem lies below its incident and belongs to the post-mortems.
  if (/^\/incidents\/[^/]+\/postmortem$/.test(pathname)) return href === '/postmortems';
  // So does the plan of a rollback below its service.
  if (/^\/services\/[^/]+\/rollback$/.test(pathname)) return href === '/rollbacks';
  return pathname === href || pathname.startsWith(`${href}/`);
}
