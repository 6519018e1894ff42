import type { LucideIcon } from 'lucide-react';
import {
  Activity,
  Boxes,
  ChartNoAxesColumn,
  Clock3,
  GitMerge,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  RefreshCcw,
  Rocket,
  ScrollText,
  Server,
  Settings,
  Siren,
  SquareCode,
  TriangleAlert,
  UserCog,
  Users,
  UsersRound,
} from 'lucide-react';

export type Destination = { href: string; label: string; icon: LucideIcon; words?: string };

/** The sidebar, top to bottom. `under` marks the entry for all pages below an address. */
export const mainDestinations: (Destination & { under?: string })[] = [
  { href: '/', label: 'Overview', icon: LayoutDashboard },
  { href: '/metrics/deployment-frequency', label: 'Metrics', icon: ChartNoAxesColumn, under: '/metrics' },
  { href: '/deployments', label: 'Deployments', icon: Rocket, under: '/deployments' },
  { href: '/incidents', label: 'Incidents', icon: Siren, under: '/incidents' },
  { href: '/services', label: 'Services', icon: Boxes, under: '/services' },
  { href: '/teams', label: 'Teams', icon: UsersRound, under: '/teams' },
];

export const metricDestinations: Destination[] = [
  { href: '/metrics/deployment-frequency', label: 'Deployment frequency', icon: Rocket, words: 'dora how often' },
  { href: '/metrics/lead-time', label: 'Lead time for changes', icon: GitMerge, words: 'dora how fast merge' },
  { href: '/metrics/time-to-restore', label: 'Time to restore', icon: Clock3, words: 'dora mttr recovery' },
  { href: '/metrics/change-failure-rate', label: 'Change failure rate', icon: TriangleAlert, words: 'dora cfr failed' },
  { href: '/metrics/rework-rate', label: 'Rework rate', icon: RefreshCcw, words: 'dora hotfix rollback' },
];

/** For everybody: `all`; the rest for those who administer. */
export const settingsDestinations: (Destination & { for: 'all' | 'responder' | 'admin' })[] = [
  { href: '/settings/account', label: 'Your account', icon: UserCog, words: 'password sessions', for: 'all' },
  { href: '/settings/deliveries', label: 'Deliveries', icon: Activity, words: 'ingest events sources', for: 'responder' },
  { href: '/settings/users', label: 'People and roles', icon: Users, words: 'users invite', for: 'admin' },
  { href: '/settings/keys', label: 'API keys', icon: KeyRound, words: 'token ingest', for: 'admin' },
  { href: '/settings/services', label: 'Services and teams', icon: ListChecks, words: 'owner', for: 'admin' },
  { href: '/settings/environments', label: 'Environments', icon: Server, words: 'production kind', for: 'admin' },
  { href: '/settings/audit', label: 'Audit log', icon: ScrollText, words: 'trail history', for: 'admin' },
];

export const footDestinations: (Destination & { under?: string })[] = [
  { href: '/docs/api', label: 'API docs', icon: SquareCode, words: 'openapi reference curl' },
  { href: '/settings/account', label: 'Settings', icon: Settings, under: '/settings' },
];

