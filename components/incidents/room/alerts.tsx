import { Bell, BellRing } from 'lucide-react';
import { Timestamp } from '@/components/ui/timestamp';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { incidentZone } from '../incident-zone';
import classes from './sections.module.css';

/** The alerts of an incident, firing ones first; nothing while none came. */
export function Alerts({ incident }: { incident: IncidentDetail }) {
  const { firing, total, latest } = incident.alerts;
  if (total === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="room-alerts">
      <h2 id="room-alerts" className={classes.heading}>
        Alerts{' '}
        <span className={classes.aside}>
          {firing} firing of {total}
        </span>
      </h2>
      <ul className={classes.list}>
        {latest.map((alert) => {
          const isFiring = alert.state === 'firing';
          const Icon = isFiring ? BellRing : Bell;
          return (
            <li
              key={`${alert.source} ${alert.title} ${alert.starts_at}`}
              className={classes.target}
              data-state={isFiring ? 'missed' : 'met'}
            >
              <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
              <span className={classes.grow}>
                {alert.url ? (
                  <a href={alert.url} rel="noreferrer" className={classes.strong}>
                    {alert.title}
                  </a>
                ) : (
                  <span className={classes.strong}>{alert.title}</span>
                )}
                <span className={classes.muted}>
                  {alert.source}, {isFiring ? 'firing since' : 'cleared'}{' '}
                  <Timestamp at={alert.ends_at ?? alert.starts_at} zone={incidentZone} style="clock" /> UTC
                  {alert.count > 1 ? `, sent ${alert.count}×` : ''}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      {total > latest.length && <p className={classes.muted}>{total - latest.length} more are in the timeline.</p>}
    </section>
  );
}
