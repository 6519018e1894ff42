import { Bell, FileText, ShieldCheck } from 'lucide-react';
import { Link } from '@/components/ui/link';
import type { IncidentDetail } from '@/lib/incidents/schema';
import classes from './room-footer.module.css';

const hasPostmortem = new Set<IncidentDetail['status']>(['mitigated', 'resolved', 'closed']);

/** What lies beside the incident: alerts, its post-mortem, and whether its log is what was written. */
export function RoomFooter({ incident }: { incident: IncidentDetail }) {
  const { key, alerts, last_seq: rows, postmortem } = incident;
  return (
    <footer className={classes.footer}>
      <span>
        <Bell size={14} strokeWidth={1.75} aria-hidden="true" />{' '}
        {alerts.total === 0 ? 'No alert belongs to it' : `${alerts.firing} of ${alerts.total} alerts firing`}
      </span>
      <span>
        <FileText size={14} strokeWidth={1.75} aria-hidden="true" />{' '}
        {hasPostmortem.has(incident.status) || postmortem ? (
          <Link href={`/incidents/${key}/postmortem`}>
            Post-mortem: {postmortem?.replace('_', ' ') ?? 'not started'}
          </Link>
        ) : (
          'Post-mortem draft opens at Mitigated'
        )}
      </span>
      <span className={classes.log}>
        <ShieldCheck size={14} strokeWidth={1.75} aria-hidden="true" />{' '}
        <Link href={`/incidents/${key}/verify`}>Check the log, {rows === 1 ? '1 row' : `${rows} rows`}</Link>
      </span>
    </footer>
  );
}
