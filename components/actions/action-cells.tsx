import { UserPlus } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { StatusBadge } from '@/components/ui/status-badge';
import { issueLabel } from '@/lib/actions/model';
import type { ActionAnswer } from '@/lib/actions/schema';
import classes from './action-cells.module.css';

/** The incident that an action item came from. */
export function ActionSource({ item: { incident, incident_kind, incident_title, severity } }: { item: ActionAnswer }) {
  if (incident === null) return <span className={classes.none}>no incident</span>;
  return (
    <span className={classes.source}>
      {incident_kind === 'real' && severity ? (
        <SeverityBadge severity={severity} />
      ) : (
        <StatusBadge tone="neutral" tinted>
          {incident_kind === 'drill' ? 'Drill' : 'Test'}
        </StatusBadge>
      )}
      <Link href={`/incidents/${incident}`} className={classes.mono} title={incident_title ?? undefined}>
        {incident}
      </Link>
    </span>
  );
}

/** Who has taken an action item on; the ring is empty while nobody has. */
export function ActionOwner({ item: { owner, owner_name } }: { item: ActionAnswer }) {
  if (owner_name === null)
    return (
      <span className={classes.unowned}>
        <UserPlus size={14} strokeWidth={1.75} aria-hidden="true" />
        nobody yet
      </span>
    );
  const letter = /[\p{L}\p{N}]/u.exec(owner_name)?.[0] ?? '?';
  return (
    <span className={classes.owner} title={owner !== owner_name ? (owner ?? undefined) : undefined}>
      <span className={classes.avatar} aria-hidden="true">
        {letter.toUpperCase()}
      </span>
      <span className={classes.ownerName}>{owner_name}</span>
    </span>
  );
}

/** The issue that carries the work, in the tracker. */
export function ActionIssue({ item: { issue_url } }: { item: ActionAnswer }) {
  if (issue_url === null) return <span className={classes.none}>no issue</span>;
  return (
    <a href={issue_url} className={classes.issue} rel="noreferrer">
      {issueLabel(issue_url)}
    </a>
  );
}

export function ActionPriorityMark({ item: { priority } }: { item: ActionAnswer }) {
  return (
    <span className={classes.priority} data-priority={priority}>
      {priority}
    </span>
  );
}
