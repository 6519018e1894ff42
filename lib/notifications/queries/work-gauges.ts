import sql from 'sql-template-tag';
import { primarySql } from '@/lib/db/pool';
import type { Gauge } from '@/lib/metrics/model/prometheus';
import { readOverdueWork } from './overdue-work';

/** Open incidents by severity, and what the program is late with, as Prometheus reads them: a scrape is the heartbeat. */
export async function readWorkGauges(): Promise<Gauge[]> {
  const [open, overdue] = await Promise.all([readOpenBySeverity(), readOverdueWork()]);
  const one = (name: string, help: string, value: number): Gauge => ({ name, help, samples: [{ labels: {}, value }] });
  return [
    {
      name: 'fairlead_incidents_open',
      help: 'Real incidents that go on.',
      samples: open.map(({ severity, count }) => ({ labels: { severity }, value: count })),
    },
    one('fairlead_targets_overdue', 'Response targets that passed a minute ago and were not judged.', overdue.targets),
    one('fairlead_messages_overdue', 'Notifications that were due a minute ago and were not tried.', overdue.messages),
  ];
}

function readOpenBySeverity(): Promise<{ severity: string; count: number }[]> {
  return primarySql(sql`
    SELECT y.severity, count(i.id)::int AS count FROM severity_policy y
      LEFT JOIN incident i ON i.severity = y.severity AND i.kind = 'real'
        AND i.status IN ('triage', 'investigating', 'identified', 'mitigating', 'mitigated')
    GROUP BY y.severity ORDER BY y.severity`);
}
