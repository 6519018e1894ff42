import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import type { NamingIncident } from '@/lib/deployments/queries/record';
import classes from './naming-incidents.module.css';

/** The incidents that name a deployment as their cause or their fix. */
export function NamingIncidents({ incidents }: { incidents: NamingIncident[] }) {
  if (incidents.length === 0) return <p className={classes.none}>No incident names this deployment.</p>;
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
    </ul>
  );
}
