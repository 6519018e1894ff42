import type { DeploymentAnswer } from '@/lib/deployments/schema';
import classes from './deployment-head.module.css';
import { DeploymentMarks } from './deployment-marks';
import { DeploymentStatus } from './deployment-status';

/** State, marks and place: the line under a deployment's name. */
export function DeploymentHead({
  deployment,
}: {
  deployment: DeploymentAnswer & { caused: string[]; fixed: string[] };
}) {
  return (
    <span className={classes.head}>
      <DeploymentStatus status={deployment.status} tinted />
      <DeploymentMarks deployment={deployment} />
      <span>in {deployment.environment}</span>
    </span>
  );
}
