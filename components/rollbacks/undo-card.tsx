'use client';

import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { formatDuration } from '@/lib/core/format';
import { isActive } from '@/lib/incidents/model/status';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { UndoTarget, UndoView } from '@/lib/rollbacks/load/undo';
import { isAbout, rollbackHindrance } from '@/lib/rollbacks/model/authority';
import { chooseMethod, type MethodAdvice } from '@/lib/rollbacks/model/method';
import type { RollbackAnswer, RollbackOffer } from '@/lib/rollbacks/schema';
import type { PlanRollback } from './rollback-actions';
import { KnownBadge, SimulatedMark } from './rollback-state';
import { nameOf, warningWords } from './rollback-words';
import classes from './undo.module.css';
import { UndoRun } from './undo-run';
import { factsOf, methodWords, type Symptom, symptoms } from './undo-symptom';
import { type Offer, useOffer } from './use-offer';
import { useRollback } from './use-rollback';

type UndoCardProps = {
  incident: IncidentDetail;
  undo: UndoView;
  /** The latest rollback that the timeline tells of; null: none. */
  latestId: string | null;
  plan: PlanRollback;
};

/** The way out of an incident: what the handbook advises, what it goes back to, what speaks against it, who may; once begun, its steps. */
export function UndoCard({ incident, undo, latestId, plan }: UndoCardProps) {
  const id = latestId ?? undo.latest?.id ?? null;
  return id === null ? (
    <Undo incident={incident} undo={undo} latest={null} plan={plan} />
  ) : (
    <Followed key={id} id={id} incident={incident} undo={undo} plan={plan} />
  );
}

type FollowedProps = Omit<UndoCardProps, 'latestId'> & { id: string };

function Followed({ id, incident, undo, plan }: FollowedProps) {
  const { rollback, live } = useRollback(id, undo.latest?.id === id ? undo.latest : null);
  if (rollback && rollback.finished_at === null)
    return (
      <Frame title={`Rolling back ${rollback.service} to ${nameOf(rollback.to)}`}>
        <UndoRun rollback={rollback} isLive={live.state === 'live'} />
      </Frame>
    );
  return <Undo incident={incident} undo={undo} latest={rollback} plan={plan} />;
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.card} aria-labelledby="room-undo">
      <h2 id="room-undo" tabIndex={-1} className={classes.heading}>
        <RotateCcw size={16} strokeWidth={1.75} aria-hidden="true" />
        {title}
      </h2>
      {children}
    </section>
  );
}

type UndoProps = { incident: IncidentDetail; undo: UndoView; latest: RollbackAnswer | null; plan: PlanRollback };

function Undo({ incident, undo, latest, plan }: UndoProps) {
  const [symptom, setSymptom] = useState<Symptom>('unknown');
  const [service, setService] = useState<string | null>(null);
  const target = undo.targets.find((each) => each.service === service) ?? undo.targets[0] ?? null;
  const isOpen = isActive(incident.status);
  if (!isOpen && !latest) return null;
  return (
    <Frame title="Undo">
      {latest && <UndoRun rollback={latest} isLive />}
      {isOpen && undo.targets.length > 1 && (
        <Choice
          label="Service"
          value={target?.service ?? ''}
          options={undo.targets.map((each) => [each.service, each.service])}
          onChange={setService}
        />
      )}
      {isOpen && (
        <Choice
          label="What is seen"
          value={symptom}
          options={Object.entries(symptoms)}
          onChange={(next) => setSymptom(next as Symptom)}
        />
      )}
      {isOpen &&
        (target && undo.mayPlan ? (
          <Planned
            key={`${target.service} ${target.environment} ${latest?.state ?? ''}`}
            {...{ incident, undo, target, symptom, latest, plan }}
          />
        ) : (
          <Advised {...{ incident, undo, target, symptom, latest, answer: null }} />
        ))}
    </Frame>
  );
}

type AdvisedProps = Omit<UndoProps, 'plan'> & { target: UndoTarget | null; symptom: Symptom; answer: Offer | null };

function Planned({
  plan,
  ...rest
}: Omit<AdvisedProps, 'answer' | 'target'> & { target: UndoTarget; plan: PlanRollback }) {
  const { service, environment } = rest.target;
  const { answer } = useOffer(plan, { service, environment, to: null });
  return <Advised {...rest} answer={answer} />;
}

function Advised({ incident, undo, target, symptom, latest, answer }: AdvisedProps) {
  const offer = answer?.state === 'offered' ? answer.offer : null;
  const ofThis = latest && target && latest.service === target.service ? latest.state : null;
  const lastRollback =
    ofThis === null || ofThis === 'CANCELLED' ? null : ofThis === 'VERIFIED' ? 'succeeded' : 'failed';
  // As long as the cluster has not said otherwise, there is one.
  const hasTarget = target !== null && (offer === null || (offer.plan !== null && !offer.plan.noop));
  const advice = chooseMethod(factsOf(symptom, { hasTarget, lastRollback }));
  return (
    <>
      <Advice advice={advice} />
      {target ? (
        <Going incident={incident} undo={undo} target={target} answer={answer} offer={offer} />
      ) : (
        <Unlinked undo={undo} services={incident.services} />
      )}
      <ul className={classes.others} aria-label="Other ways">
        {advice.others
          .filter(({ method }) => method !== 'infrastructure' || advice.recommended !== 'infrastructure')
          .map(({ method, blockedBy }) => (
            <li key={method}>
              <span>{methodWords[method].label}</span>
              <span className={classes.muted}>{blockedBy ?? methodWords[method].within}</span>
            </li>
          ))}
      </ul>
      {target?.hotfix && (
        <details className={classes.hotfix} open={advice.recommended === 'hotfix'}>
          <summary>Commands for a hot-fix</summary>
          <CodeBlock
            code={target.hotfix.commands.join('\n')}
            label={`From the last version known good, on ${target.hotfix.branch}`}
          />
          {target.hotfix.needsFixCommit && (
            <p className={classes.muted}>Put the commits of the fix in the place of FIX_COMMIT.</p>
          )}
        </details>
      )}
    </>
  );
}

function Advice({ advice: { recommended, reason } }: { advice: MethodAdvice }) {
  const [label, within] =
    recommended === 'escalate'
      ? ['Escalate', 'now']
      : recommended === 'postmortem'
        ? ['Nothing is left to undo', '']
        : [methodWords[recommended].label, methodWords[recommended].within];
  return (
    <div className={classes.advice}>
      <p className={classes.method}>
        <strong>{label}</strong> <span className={classes.muted}>{within}</span>
      </p>
      <p>{reason}</p>
    </div>
  );
}

type GoingProps = {
  incident: IncidentDetail;
  undo: UndoView;
  target: UndoTarget;
  answer: Offer | null;
  offer: RollbackOffer | null;
};

function Going({ incident, undo, target, answer, offer }: GoingProps) {
  const { service, environment, simulated } = target;
  const commander = incident.roles.find(({ seat }) => seat === 'commander')?.holder ?? null;
  const asked = { key: incident.key, commander, isAbout: isAbout(service, incident) };
  const hindrance = rollbackHindrance(undo.who, asked, service);
  const plan = offer?.plan ?? null;
  const href = `/services/${encodeURIComponent(service)}/rollback?${new URLSearchParams({ environment, incident: incident.key })}`;
  return (
    <div className={classes.going}>
      {simulated && <SimulatedMark />}
      {answer?.state === 'asking' && <p className={classes.muted}>Asking {target.cluster} what it can go back to.</p>}
      {answer?.state === 'failed' && <p className={classes.problem}>{answer.message}</p>}
      {offer?.refusal && <p className={classes.problem}>{offer.refusal}</p>}
      {plan && (
        <>
          <p className={classes.versions}>
            {nameOf(plan.from)} → <strong>{nameOf(plan.to)}</strong> <KnownBadge known={plan.to.known} />
          </p>
          <p className={classes.muted}>
            {plan.to.why}. {service} in {environment};{' '}
            {plan.expected_seconds === null
              ? 'its first rollback, so no time is known'
              : `usually ${formatDuration(plan.expected_seconds)}`}
            .
          </p>
          {plan.warnings.length > 0 && (
            <ul className={classes.blockers} aria-label="Before you roll back">
              {plan.warnings.map((code) => (
                <li key={code} data-weight={warningWords(code).weight}>
                  {warningWords(code).title}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {hindrance && <p className={classes.muted}>{hindrance}</p>}
      {undo.mayPlan && answer?.state !== 'asking' && !plan?.noop && (
        <LinkButton href={href}>
          {hindrance !== null || !plan ? 'Look at the plan' : `Roll back ${service} to ${nameOf(plan.to)}…`}
        </LinkButton>
      )}
    </div>
  );
}

function Unlinked({ undo, services }: { undo: UndoView; services: string[] }) {
  const names = (undo.unlinked.length > 0 ? undo.unlinked : services).join(', ');
  if (names === '')
    return (
      <p className={classes.muted}>No service is named yet. Name one, and Fairlead says what it can go back to.</p>
    );
  return (
    <p className={classes.muted}>
      Fairlead cannot roll {names} back: no workload is linked in this environment.{' '}
      {undo.mayLink ? (
        <Link href="/settings/clusters">Link a workload</Link>
      ) : (
        'An administrator links it in Settings, Clusters.'
      )}
    </p>
  );
}

type ChoiceProps = { label: string; value: string; options: [string, string][]; onChange: (value: string) => void };

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className={classes.choice}>
      <span className={classes.muted}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
