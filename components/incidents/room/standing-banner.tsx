import { Link } from '@/components/ui/link';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { incidentStatusWord } from '../incident-status';
import classes from './room.module.css';

const over: readonly IncidentDetail['status'][] = ['closed', 'declined', 'merged', 'cancelled'];

/** May nothing be added any more, but for amendments and the post-mortem? */
export function isOver({ status }: Pick<IncidentDetail, 'status'>): boolean {
  return over.includes(status);
}

/** Why nothing is added here any more, and where it goes on; on the other side, what came from where. */
export function StandingBanner({ incident }: { incident: IncidentDetail }) {
  const into = incident.links.find(({ kind }) => kind === 'merged_into');
  const from = incident.links.filter(({ kind }) => kind === 'merged_from');
  const reason = incident.reason ? `: ${incident.reason}` : '';
  return (
    <>
      {isOver(incident) && (
        <p className={classes.banner} data-over="">
          This incident {into ? 'was ' : 'is '}
          {incidentStatusWord(incident.status).toLowerCase()}
          {into && (
            <>
              {' into '}
              <Link href={`/incidents/${into.key}`}>
                {into.key} {into.title}
              </Link>
            </>
          )}
          {reason}. {into ? 'It goes on there; this timeline is read-only.' : 'Its timeline is read-only.'}
        </p>
      )}
      {from.length > 0 && (
        <p className={classes.banner}>
          Merged into this one:{' '}
          {from.map(({ key, title }, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <Link href={`/incidents/${key}`}>
                {key} {title}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
