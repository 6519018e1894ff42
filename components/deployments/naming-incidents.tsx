import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { formatCount } from '@/lib/core/format';
import type { NamingIncident } from '@/lib/deployments/queries/record';
import classes from './naming-incidents.module.css';

/** The incidents that name a deployment as their cause or their fix. */
type NamingIncidentsProps = { incidents: NamingIncident[]; hidden: number };

export function NamingIncidents({ incidents, hidden }: NamingIncidentsProps) {
  if (incidents.length + hidden === 0) return <p className={classes.none}>No incident names this deployment.</p>;
  return (
    <ul className={classes.list}>
      {incidents.map(({ key, title, severity, status, link, counts }) => (
        <li key={`${key} ${link}`} className={classes.incident}>
          <span className={classes.head}>
            <span>{link === 'caused' ? 'Caused' : 'Fixed'}</span>
            <SeverityBadge severity={severity} />
            <span className="mono">{key}</span>
          </span>
          <Link href={`/incidents/${key}`}>{title}</Link>
          <span className={classes.none}>
            {status}
            {!counts && ', does not count in the metrics'}
          </span>
        </li>
      ))}
      {hidden > 0 && <li className={classes.none}>{formatCount(hidden, 'private incident')} not listed</li>}
    </ul>
  );
}
