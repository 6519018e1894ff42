'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { PanelSkeleton } from '@/components/ui/skeletons';
import { TwoColumns } from '@/components/ui/two-columns';
import { formatCount } from '@/lib/core/format';
import type { PlanView } from '@/lib/rollbacks/load/plan';
import { runBudgets } from '@/lib/rollbacks/model/run';
import type { RollbackReceipt } from '@/lib/rollbacks/schema';
import type { ActionResult } from '@/lib/server/action';
import { BudgetBar } from './budget-bar';
import classes from './plan.module.css';
import { PlanChoices } from './plan-choices';
import { PlanChanges, PlanSteps, PlanWarnings, warningCount } from './plan-parts';
import { PlanRequest } from './plan-request';
import { PlanSides } from './plan-sides';
import type { PlanRollback, RequestRollback } from './rollback-actions';
import { useLeft, useOffer } from './use-offer';

type RollbackPlanProps = {
  view: PlanView;
  zone: string;
  plan: PlanRollback;
  request: RequestRollback;
};

/** Codes after which this plan will not be carried out, whatever is typed. */
const outdated = ['plan_expired', 'plan_changed', 'plan_used', 'not_found'];

/** A rollback as it was worked out, what speaks against it, and the one button that begins it. */
export function RollbackPlan({ view, zone, plan, request }: RollbackPlanProps) {
  const { service, environment, incident, hindrance, running } = view;
  const router = useRouter();
  const search = useSearchParams();
  const { answer, again } = useOffer(plan, view);
  const [staleWhy, setStaleWhy] = useState<string | null>(null);
  const offered = answer.state === 'offered' ? answer.offer : null;
  const shown = offered?.plan ?? null;
  const left = useLeft(shown?.expires_at ?? null);

  const choose = (to: string | null) => {
    const next = new URLSearchParams(search);
    if (to === null) next.delete('to');
    else next.set('to', to);
    setStaleWhy(null);
    router.replace(`?${next}`, { scroll: false });
  };
  const planAgain = () => {
    setStaleWhy(null);
    void again();
  };
  const onAnswer = (sent: ActionResult<RollbackReceipt>) => {
    if (sent.ok) return router.push(`/rollbacks/${sent.value.id}`);
    if (outdated.includes(sent.code)) setStaleWhy(sent.message);
    // The page then says which one runs.
    if (sent.code === 'rollback_running') router.refresh();
  };

  if (answer.state === 'asking')
    return (
      <Card title="Working out the plan" note="the cluster is read, nothing is changed">
        <PanelSkeleton />
      </Card>
    );
  if (answer.state === 'failed')
    return (
      <Card title={answer.code === 'cluster_unreachable' ? 'The cluster does not answer' : 'No plan could be made'}>
        <div className={classes.state}>
          <p>{answer.message}</p>
          <p className={classes.waiting}>
            Nothing was changed. While the cluster is away, roll back there by hand, or fix forward.
          </p>
          <span className={classes.buttons}>
            <Button kind="primary" onClick={planAgain}>
              Plan again
            </Button>
            {view.to !== null && <Button onClick={() => choose(null)}>Use the proposed version</Button>}
          </span>
        </div>
      </Card>
    );
  const history = (
    <Card
      title="Versions that it can go back to"
      note={formatCount(answer.offer.choices.length, 'version')}
      actions={view.to !== null && <Button onClick={() => choose(null)}>Use the proposed version</Button>}
      flush
    >
      <PlanChoices choices={answer.offer.choices} chosen={shown?.to.key ?? null} zone={zone} onChoose={choose} />
    </Card>
  );
  if (!shown)
    return (
      <div className={classes.stack}>
        <Notice tone="warning">{answer.offer.refusal}</Notice>
        {history}
      </div>
    );
  const isExpired = left !== null && left <= 0;
  const stale = staleWhy ?? (isExpired ? 'This plan is older than 15 minutes. The cluster may have moved.' : null);
  return (
    <TwoColumns
      main={
        <>
          <Card flush>
            <PlanSides from={shown.from} to={shown.to} zone={zone} />
          </Card>
          <Card title="What changes" note={formatCount(shown.changes.length, 'value')} flush>
            <PlanChanges changes={shown.changes} />
          </Card>
          {history}
        </>
      }
      side={
        <>
          <Card title="Before you roll back" note={warningCount(shown.warning_details)}>
            <PlanWarnings warnings={shown.warning_details} />
          </Card>
          <Card title="Expected time">
            <PlanSteps steps={shown.steps} />
            <BudgetBar
              seconds={shown.expected_seconds}
              limitSeconds={runBudgets.rollback}
              label={shown.expected_seconds === null ? 'Expected, from earlier rollbacks' : 'Expected'}
            />
          </Card>
          <Card title={hindrance === null && !shown.noop && !running ? 'Roll back' : 'Who may'}>
            {stale ? (
              <div className={classes.state}>
                <Notice tone="warning">{stale} Nothing was changed.</Notice>
                <Button kind="primary" onClick={planAgain}>
                  Plan again
                </Button>
              </div>
            ) : shown.noop ? (
              <div className={classes.state}>
                <p>That version runs already in {environment}. There is nothing to roll back to it.</p>
                <p className={classes.waiting}>Choose another one from the list.</p>
              </div>
            ) : running ? (
              <p className={classes.waiting}>Another rollback of this workload runs. It has to end first.</p>
            ) : hindrance === null ? (
              <PlanRequest
                key={shown.plan_id}
                plan={shown}
                incident={incident?.key ?? null}
                // The cluster keeps the reason, where more people read it than see a private incident.
                reason={incident && !incident.isPrivate ? incident.title : ''}
                leftMs={left ?? 0}
                request={request}
                onAnswer={onAnswer}
              />
            ) : (
              <div className={classes.state}>
                <p>{hindrance}</p>
                <p className={classes.waiting}>Send them the address of this page; it shows {service} as you see it.</p>
              </div>
            )}
          </Card>
        </>
      }
    />
  );
}
