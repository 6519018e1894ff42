import { DeploymentStatus } from '@/components/deployments/deployment-status';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentStatus as Status } from '@/lib/deployments/schema';
import classes from './cause-and-fix.module.css';
import { incidentZone } from './incident-zone';

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

/** What an incident names: the id, the deployment meant, and how many have that id, which may be none yet. */
type Naming = { id: string | null; deployment: ShownDeployment | null; candidates: number };

/** The deployments that an incident names. */
export function CauseAndFix({ cause, fix }: { cause: Naming; fix: Naming }) {
  return (
    <div className={classes.both}>
      <Named word="Caused by" {...cause} none="No deployment is named as the cause." />
      <Named word="Fixed by" {...fix} none="No deployment is named as the fix." />
    </div>
  );
}

function Named({ word, id, deployment, candidates, none }: Naming & { word: string; none: string }) {
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
                finished <Timestamp at={deployment.finishedAt} zone={incidentZone} />
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
            {candidates > 1
              ? `${candidates} deployments of different sources have this id, and it is not clear which one is meant: none is linked, and none counts. It is linked once only one of them is of a service that this incident names, or only one is left.`
              : 'No deployment with this id was reported yet. It is linked when it arrives.'}
          </span>
        </>
      ) : (
        <span className={classes.muted}>{none}</span>
      )}
    </div>
  );
}
