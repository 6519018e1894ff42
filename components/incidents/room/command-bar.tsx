'use client';

import { Check, Circle, CircleDot } from 'lucide-react';
import type { Live } from '@/components/shell/live-provider';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatInZone } from '@/lib/core/time';
import { clockSpan, targetMark } from '@/lib/incidents/model/elapsed';
import { targetWords } from '@/lib/incidents/model/settle';
import type { IncidentDetail, IncidentStatus } from '@/lib/incidents/schema';
import { incidentStatusWord } from '../incident-status';
import { incidentZone } from '../incident-zone';
import { PrivateMark } from '../private-mark';
import classes from './command-bar.module.css';

type NextStep = { label: string; keys: string; run: () => void } | null;

const path: IncidentStatus[] = ['investigating', 'identified', 'mitigating', 'mitigated', 'resolved', 'closed'];

type CommandBarProps = {
  incident: IncidentDetail;
  now: Date;
  live: Live;
  unsent: number;
  next: NextStep;
  /** Who is here. */
  here: React.ReactNode;
  children: React.ReactNode;
};

/** How bad, since when, what is due next, is this live, and the one next step: always in view. */
export function CommandBar({ incident, now, live, unsent, next, here, children }: CommandBarProps) {
  const end =
    incident.resolved_at ??
    (incident.status === 'triage' || path.includes(incident.status) ? null : incident.updated_at);
  const clock = (end ? new Date(end) : now).getTime() - new Date(incident.detected_at).getTime();
  return (
    <header className={classes.bar}>
      <div className={classes.what}>
        <div className={classes.titleRow}>
          <SeverityBadge severity={incident.severity} />
          <span className={classes.key}>{incident.key}</span>
          {incident.visibility === 'private' && <PrivateMark />}
          <h1 className={classes.title}>{incident.title}</h1>
        </div>
        <Stepper status={incident.status} kind={incident.kind} />
      </div>
      <div className={classes.clock}>
        <span className={classes.elapsed} role="timer" aria-live="off" suppressHydrationWarning>
          {end ? '' : 'T+'}
          {clockSpan(clock)}
        </span>
        <span className={classes.small}>
          {end ? 'from detection to the end' : 'detected '}
          {!end && <Timestamp at={incident.detected_at} zone={incidentZone} style="clock" />}
          {!end && ' UTC'}
        </span>
      </div>
      <NextTarget incident={incident} now={now} />
      <div className={classes.right}>
        <div className={classes.state}>
          {here}
          <LiveWord live={live} unsent={unsent} />
        </div>
        <div className={classes.buttons}>
          {next && (
            <Button kind="primary" onClick={next.run}>
              {next.label} <Kbd keys={next.keys} />
            </Button>
          )}
          {children}
        </div>
      </div>
    </header>
  );
}

function Stepper({ status, kind }: { status: IncidentStatus; kind: string }) {
  const at = path.indexOf(status);
  if (at < 0) return <p className={classes.small}>{incidentStatusWord(status)}</p>;
  return (
    <ol className={classes.steps} aria-label="Status">
      {kind !== 'real' && <li data-state="now">{kind === 'drill' ? 'Drill' : 'Test'}</li>}
      {path.map((step, index) => {
        const state = index < at ? 'done' : index === at ? 'now' : 'later';
        const Icon = state === 'done' ? Check : state === 'now' ? CircleDot : Circle;
        return (
          <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <Icon size={13} strokeWidth={2} aria-hidden="true" /> {incidentStatusWord(step)}
          </li>
        );
      })}
    </ol>
  );
}

function NextTarget({ incident, now }: { incident: IncidentDetail; now: Date }) {
  const pending = incident.targets
    .filter(({ state }) => state === 'pending')
    .sort((a, b) => a.due_at.localeCompare(b.due_at))[0];
  if (!pending) {
    const missed = incident.targets.filter(({ state }) => state === 'missed').length;
    if (incident.targets.length === 0) return null;
    return (
      <div className={classes.target}>
        <span className={classes.small}>Response targets</span>
        <strong className={classes.left} data-missed={missed > 0 || undefined}>
          {missed > 0 ? `${missed} missed` : 'all settled'}
        </strong>
      </div>
    );
  }
  const due = new Date(pending.due_at).getTime();
  const leftMs = due - now.getTime();
  const spanMs = pending.after_minutes * 60_000;
  const used = Math.min(1, Math.max(0, 1 - leftMs / spanMs));
  return (
    <div className={classes.target}>
      <span className={classes.small}>
        {targetWords[pending.code]} by {targetMark(pending.after_minutes)}
      </span>
      <strong
        className={classes.left}
        data-missed={leftMs < 0 || undefined}
        data-late={used >= 0.8 || undefined}
        suppressHydrationWarning
      >
        {clockSpan(leftMs)} <span>{leftMs < 0 ? 'late' : 'left'}</span>
      </strong>
      <span className={classes.track} aria-hidden="true">
        <span style={{ '--used': used } as React.CSSProperties} data-late={used >= 0.8 || undefined} />
      </span>
    </div>
  );
}

/** Says whether what is shown is current, and what has not left this device. */
function LiveWord({ live, unsent }: { live: Live; unsent: number }) {
  const time = live.dataAt ? formatInZone(new Date(live.dataAt), incidentZone, 'time') : '';
  const words = {
    live: 'Live',
    connecting: 'Connecting',
    reconnecting: 'Reconnecting',
    offline: 'Offline',
  };
  const asOf = live.state === 'live' ? ` ${time}` : time && live.state !== 'connecting' ? `, data as of ${time}` : '';
  return (
    <span className={classes.live} data-state={live.state} role="status">
      <span className={classes.dot} aria-hidden="true" />
      {words[live.state]}
      {asOf && <span className={live.state === 'live' ? classes.when : undefined}>{asOf}</span>}
      {unsent > 0 && <span className={classes.unsent}>, {unsent} unsent</span>}
    </span>
  );
}
