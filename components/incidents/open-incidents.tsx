import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import classes from './open-incidents.module.css';
import { PrivateMark } from './private-mark';

export type OpenIncident = {
  key: string;
  title: string;
  severity: string;
  status: string;
  services: string[];
  detected_at: string;
  href: string;
  visibility: string;
};

/** What is on fire now; nothing when nothing is. */
export function OpenIncidents({ incidents, zone }: { incidents: OpenIncident[]; zone: string }) {
  if (incidents.length === 0) return null;
  return (
    <section
      aria-label="Open incidents"
      className={classes.strip}
      data-severe={incidents.some(({ severity }) => severity === 'SEV1') || undefined}
    >
      <ul className={classes.list}>
        {incidents.map(({ key, title, severity, status, services, detected_at, href, visibility }) => (
          <li key={key} className={classes.incident}>
            <SeverityBadge severity={severity} />
            <span className="mono">{key}</span>
            {visibility === 'private' && <PrivateMark />}
            <Link href={href} className={classes.title}>
              {title}
            </Link>
            <span className={classes.facts}>
              {services.slice(0, 3).join(', ')} · {status} · since <Timestamp at={detected_at} zone={zone} relative />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
