import { CircleCheck, CircleDashed, CircleX, Clock, Minus } from 'lucide-react';
import { clockSpan, sinceDetection, targetMark } from '@/lib/incidents/model/elapsed';
import { targetWords } from '@/lib/incidents/model/settle';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { TargetAnswer } from '@/lib/incidents/schema/room';
import classes from './sections.module.css';

const icons = {
  met: CircleCheck,
  missed: CircleX,
  pending: Clock,
  waived: Minus,
  not_applicable: CircleDashed,
} as const;
const reasons: Record<string, string> = {
  no_deployment: 'no deployment beside it',
  rollback_worked: 'the rollback worked',
  resolved_first: 'resolved first',
  severity_lowered: 'severity lowered',
  severity_raised: 'severity raised',
  reopened: 're-opened',
  ended: 'it ended',
  reported_after_it_was_over: 'reported when it was over',
  postmortem_skipped: 'post-mortem skipped',
};

/** The response targets of the present occurrence: met, missed, running, or why they do not apply. */
export function Targets({ incident, now }: { incident: IncidentDetail; now: Date }) {
  const targets = incident.targets.filter(
    ({ occurrence, reason }) => occurrence === incident.occurrence && !reason?.startsWith('severity_'),
  );
  const missed = targets.filter(({ state }) => state === 'missed').length;
  if (targets.length === 0)
    return (
      <section className={classes.section} aria-labelledby="room-targets">
        <h2 id="room-targets" className={classes.heading}>
          Targets
        </h2>
        <p className={classes.muted}>A {incident.severity} has no response targets.</p>
      </section>
    );
  return (
    <section className={classes.section} aria-labelledby="room-targets">
      <h2 id="room-targets" className={classes.heading}>
        Targets <span className={classes.aside}>{missed} missed</span>
      </h2>
      <ul className={classes.list}>
        {targets.map((target) => {
          const Icon = icons[target.state];
          return (
            <li key={target.code} className={`${classes.target} ${classes.timed}`} data-state={target.state}>
              <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
              <span className={classes.mark}>{targetMark(target.after_minutes)}</span>
              <span className={classes.grow}>{targetWords[target.code]}</span>
              <span className={classes.verdict} suppressHydrationWarning>
                {target.state === 'met' && <span className="visually-hidden">met </span>}
                {verdictOf(target, incident.detected_at, now)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function verdictOf(target: TargetAnswer, detectedAt: string, now: Date): string {
  const due = new Date(target.due_at).getTime();
  switch (target.state) {
    case 'met':
      return sinceDetection(target.met_at ?? target.due_at, detectedAt);
    case 'missed':
      return `missed by ${clockSpan((target.met_at ? new Date(target.met_at) : now).getTime() - due)}`;
    case 'pending':
      return due > now.getTime() ? `${clockSpan(due - now.getTime())} left` : `${clockSpan(due - now.getTime())} late`;
    case 'waived':
      return `waived: ${target.reason ?? ''}`;
    case 'not_applicable':
      return reasons[target.reason ?? ''] ?? 'not applicable';
  }
}
