import { DeploymentStatus } from '@/components/deployments/deployment-status';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentStatus as Status } from '@/lib/deployments/schema';
import classes from './cause-and-fix.module.css';

export type ShownDeployment = {
  key: number;
  service: string;
  environment: string;
  version: string | null;
  id: string;
  status: Status;
  isRollback: boolean;
  finishedAt: string | null;
};

/** The deployments that an incident names. */
export function CauseAndFix({
  causedBy,
  cause,
  fixedBy,
  fix,
}: {
  /** The ids that were named; the deployment itself may still be awaited. */
  causedBy: string | null;
  cause: ShownDeployment | null;
  fixedBy: string | null;
  fix: ShownDeployment | null;
}) {
  return (
    <div className={classes.both}>
      <Named word="Caused by" id={causedBy} deployment={cause} none="No deployment is named as the cause." />
      <Named word="Fixed by" id={fixedBy} deployment={fix} none="No deployment is named as the fix." />
    </div>
  );
}

function Named({
  word,
  id,
  deployment,
  none,
}: {
  word: string;
  id: string | null;
  deployment: ShownDeployment | null;
  none: string;
}) {
  return (
    <div className={classes.named}>
      <h3 className={classes.word}>{word}</h3>
      {deployment ? (
        <>
          <Link href={`/deployments/${deployment.key}`} className={classes.name}>
            {deployment.service} {deployment.version ?? deployment.id}
          </Link>
          <span className={classes.line}>
            <DeploymentStatus status={deployment.status} />
            {deployment.isRollback && <span className={classes.muted}>a rollback</span>}
          </span>
          <span className={classes.muted}>
            in {deployment.environment},{' '}
            {deployment.finishedAt ? (
              <>
                finished <Timestamp at={deployment.finishedAt} zone="UTC" />
              </>
            ) : (
              'not finished'
            )}
          </span>
        </>
      ) : id ? (
        <>
          <code className={classes.name}>{id}</code>
          <span className={classes.muted}>
            No deployment with this id was reported yet. It is linked when it arrives.
          </span>
        </>
      ) : (
        <span className={classes.muted}>{none}</span>
      )}
    </div>
  );
}
