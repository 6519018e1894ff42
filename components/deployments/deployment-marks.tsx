import { Link } from '@/components/ui/link';
import { StatusBadge } from '@/components/ui/status-badge';
import classes from './deployment-marks.module.css';

type Marked = { is_rollback: boolean; is_hotfix: boolean; caused: string[]; fixed: string[] };

/** What sets a deployment apart: it undoes another, mends something, caused or fixed an incident. Nothing for an ordinary one. */
export function DeploymentMarks({ deployment }: { deployment: Marked }) {
  const { is_rollback, is_hotfix, caused, fixed } = deployment;
  return (
    <>
      {is_rollback && (
        <StatusBadge tone="back" tinted>
          Rollback
        </StatusBadge>
      )}
      {is_hotfix && (
        <StatusBadge tone="warning" tinted>
          Hot-fix
        </StatusBadge>
      )}
      {caused.length > 0 && (
        <StatusBadge tone="bad" tinted>
          <IncidentLinks word="Caused" keys={caused} />
        </StatusBadge>
      )}
      {fixed.length > 0 && (
        <StatusBadge tone="good" tinted>
          <IncidentLinks word="Fixed" keys={fixed} />
        </StatusBadge>
      )}
    </>
  );
}

/** 'Caused INC-12 and 2 more'; the rest is on the deployment's own page. */
function IncidentLinks({ word, keys }: { word: string; keys: string[] }) {
  const [first = '', ...rest] = keys;
  return (
    <span>
      {word}{' '}
      <Link href={`/incidents/${first}`} className={classes.link}>
        {first}
      </Link>
      {rest.length > 0 && ` and ${rest.length} more`}
    </span>
  );
}
