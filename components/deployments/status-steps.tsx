import { Timestamp } from '@/components/ui/timestamp';
import type { DeploymentStatus as Status } from '@/lib/deployments/schema';
import { DeploymentStatus } from './deployment-status';
import classes from './status-steps.module.css';

export type Step = { status: Status; at: string | null; said: [field: string, value: string][] };

/** The statuses that were reported, in the order of a deployment's life, and what each said. */
export function StatusSteps({ steps, zone }: { steps: Step[]; zone: string }) {
  return (
    <ol className={classes.steps}>
      {steps.map(({ status, at, said }) => (
        <li key={status} className={classes.step}>
          <span className={classes.head}>
            <DeploymentStatus status={status} />
            {at ? (
              <Timestamp at={at} zone={zone} style="datetime" />
            ) : (
              <span className={classes.said}>without a time</span>
            )}
          </span>
          {said.length > 0 && (
            <span className={classes.said}>
              {said.map(([field, value], index) => (
                <span key={field}>
                  {index > 0 && ' · '}
                  {field} <code>{value}</code>
                </span>
              ))}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
