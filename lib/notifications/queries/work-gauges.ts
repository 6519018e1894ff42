import { countOpenBySeverity } from '@/lib/incidents/queries/open-count';
import type { Gauge } from '@/lib/metrics/model/prometheus';
import { readOverdueWork } from './overdue-work';

/** Open incidents by severity, and what the program is late with, as Prometheus reads them: a scrape is the heartbeat. */
export async function readWorkGauges(): Promise<Gauge[]> {
  const [open, overdue] = await Promise.all([countOpenBySeverity(), readOverdueWork()]);
  const one = (name: string, help: string, value: number): Gauge => ({ name, help, samples: [{ labels: {}, value }] });
  return [
    {
      name: 'fairlead_incidents_open',
      help: 'Real incidents that go on.',
      samples: open.map(({ severity, count }) => ({ labels: { severity }, value: count })),
    },
    one('fairlead_targets_overdue', 'Response targets that passed a minute ago and were not judged.', overdue.targets),
    one('fairlead_messages_overdue', 'Notifications that were due a minute ago and were not tried.', overdue.messages),
    one('fairlead_reminders_overdue', 'Reminders that were due a minute ago and were not queued.', overdue.reminders),
  ];
}
