'use client';

import { useState } from 'react';
import { Link } from '@/components/ui/link';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { type DeployVerdict, deployVerdicts } from '@/lib/incidents/schema/room';
import type { VerdictInput } from './room-actions';
import classes from './sections.module.css';

const words = { suspect: 'Suspect', caused: 'Caused it', fixed: 'Fixed it', dismissed: 'Dismissed' } as const;

type ChangesProps = {
  incident: IncidentDetail;
  judge: ((input: VerdictInput) => Promise<string | null>) | null;
};

/** What changed before it: the deployments of its services, nearest first, with what people think of each. */
export function Changes({ incident, judge }: ChangesProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const detected = new Date(incident.detected_at).getTime();
  const { deployments } = incident;
  return (
    <section className={classes.section} aria-labelledby="room-changes">
      <h2 id="room-changes" className={classes.heading}>
        What changed <span className={classes.aside}>6 h before detection</span>
      </h2>
      {problem && <p className={classes.problem}>{problem}</p>}
      {deployments.length === 0 ? (
        <p className={classes.muted}>
          {incident.services.length === 0
            ? 'This incident names no service, so no deployment is put beside it. Correct the incident to name one.'
            : `No deployment of ${incident.services.join(', ')} was reported in the 6 hours before.`}
        </p>
      ) : (
        <ol className={classes.list}>
          {deployments.map((deployment) => (
            <li key={deployment.key} className={classes.deploy} data-verdict={deployment.verdict}>
              <span className={classes.grow}>
                <Link href={`/deployments/${deployment.key}`} className={classes.strong}>
                  {deployment.service}
                </Link>{' '}
                <span className={classes.version}>{deployment.version ?? deployment.deployment}</span>
                <span className={classes.muted}>{before(deployment.finished_at, detected)}</span>
              </span>
              {judge ? (
                <select
                  className={classes.judge}
                  aria-label={`Verdict on ${deployment.service} ${deployment.version ?? deployment.deployment}`}
                  data-verdict={deployment.verdict}
                  value={deployment.verdict}
                  onChange={async (event) =>
                    setProblem(
                      await judge({ deployment: deployment.key, verdict: event.currentTarget.value as DeployVerdict }),
                    )
                  }
                >
                  {deployVerdicts.map((verdict) => (
                    <option key={verdict} value={verdict}>
                      {words[verdict]}
                    </option>
                  ))}
                </select>
              ) : (
                <span className={classes.badge} data-verdict={deployment.verdict}>
                  {words[deployment.verdict]}
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function before(at: string | null, detected: number): string {
  if (at === null) return 'not finished';
  const minutes = Math.round((detected - new Date(at).getTime()) / 60_000);
  if (minutes < 0) return `${-minutes}\u202fmin after detection`;
  return minutes < 90
    ? `${minutes}\u202fmin before detection`
    : `${Math.round(minutes / 6) / 10}\u202fh before detection`;
}
