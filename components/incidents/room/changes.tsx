'use client';

import { useState } from 'react';
import { Link } from '@/components/ui/link';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { DeployAnswer, DeployVerdict } from '@/lib/incidents/schema/room';
import type { VerdictInput } from './room-actions';
import classes from './sections.module.css';

const words: Record<DeployVerdict, string> = {
  suspect: 'Suspect',
  caused: 'Caused it',
  fixed: 'Fixed it',
  dismissed: 'Dismissed',
};
const verdicts = Object.keys(words) as DeployVerdict[];

type ChangesProps = {
  incident: IncidentDetail;
  judge: ((input: VerdictInput) => Promise<string | null>) | null;
};

/** What changed before it: deployments, the most suspected first, with what each score is made of and what people think of it. */
export function Changes({ incident, judge }: ChangesProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const detected = new Date(incident.detected_at).getTime();
  const { deployments } = incident;
  return (
    <section className={classes.section} aria-labelledby="room-changes">
      <h2 id="room-changes" tabIndex={-1} className={classes.heading}>
        What changed <span className={classes.aside}>6{'\u202f'}h before · score</span>
      </h2>
      {problem && <p className={classes.problem}>{problem}</p>}
      {deployments.length === 0 ? (
        <p className={classes.muted}>
          {`No deployment was reported to ${incident.environment ?? 'any production environment'} in the 6\u202fhours before. Fairlead knows only what pipelines report.`}
        </p>
      ) : (
        <ol className={classes.list}>
          {deployments.map((deployment) => (
            <li
              key={deployment.key}
              className={`${classes.deploy} ${classes.change}`}
              data-verdict={deployment.verdict ?? 'none'}
            >
              <span className={classes.grow}>
                <Link href={`/deployments/${deployment.key}`} className={classes.strong}>
                  {deployment.service}
                </Link>{' '}
                <span className={classes.version}>{deployment.version ?? deployment.deployment}</span>
                <span className={classes.muted}>
                  {[before(deployment.finished_at, detected), ...deployment.reasons].join(' · ')}
                </span>
              </span>
              <Verdict deployment={deployment} judge={judge && (async (input) => setProblem(await judge(input)))} />
              <span className={classes.score}>
                {deployment.score ?? ''}
                {deployment.score !== null && <span className="visually-hidden"> of 100</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

type VerdictProps = { deployment: DeployAnswer; judge: ((input: VerdictInput) => void) | null };

function Verdict({ deployment, judge }: VerdictProps) {
  const { key, service, version, verdict } = deployment;
  const shown = verdict ?? 'none';
  if (!judge)
    return (
      verdict && (
        <span className={classes.badge} data-verdict={verdict}>
          {words[verdict]}
        </span>
      )
    );
  return (
    <select
      className={classes.judge}
      aria-label={`Verdict on ${service} ${version ?? deployment.deployment}`}
      data-verdict={shown}
      value={shown}
      onChange={(event) => judge({ deployment: key, verdict: event.currentTarget.value as DeployVerdict })}
    >
      {verdict === null && <option value="none">Judge…</option>}
      {verdicts.map((each) => (
        <option key={each} value={each}>
          {words[each]}
        </option>
      ))}
    </select>
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
