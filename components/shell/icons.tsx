import {
  Activity,
  BookOpen,
  Boxes,
  FileText,
  Hourglass,
  LayoutDashboard,
  ListChecks,
  Percent,
  Rocket,
  RotateCcw,
  Settings,
  Siren,
  TimerReset,
  Undo2,
  Users,
} from 'lucide-react';

const icons: Record<string, typeof Activity> = {
  overview: LayoutDashboard,
  incidents: Siren,
  postmortems: FileText,
  deployments: Rocket,
  actions: ListChecks,
  services: Boxes,
  rollbacks: RotateCcw,
  teams: Users,
  frequency: Activity,
  leadTime: Hourglass,
  failureRate: Percent,
  restore: TimerReset,
  rework: Undo2,
  settings: Settings,
  docs: BookOpen,
};

/** The picture of a destination, 16 px. */
export function DestinationIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? Activity;
  return <Icon size={16} strokeWidth={1.75} aria-hidden="true" />;
}
