'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ActionResult } from '@/lib/server/action';

export type TakeAction = (input: { key: string }) => Promise<ActionResult<unknown>>;

/** Does one thing at once, and says what kept it from being done. */
export function AtOnce({
  label,
  kind,
  act,
}: {
  label: string;
  kind: 'quiet' | 'primary';
  act: () => Promise<ActionResult<unknown>>;
}) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async () => {
    setBusy(true);
    setProblem('');
    const answer = await act().catch(() => null);
    setBusy(false);
    if (!answer?.ok) setProblem(answer?.message ?? 'Fairlead did not answer. Try again.');
  };
  return (
    <>
      <Button kind={kind} aria-disabled={isBusy || undefined} onClick={() => !isBusy && void run()}>
        {label}
      </Button>
      <span role="alert">{problem}</span>
    </>
  );
}

/** Takes a post-mortem over. */
export function TakeButton({ incidentKey, take }: { incidentKey: string; take: TakeAction }) {
  return <AtOnce label="Take over" kind="quiet" act={() => take({ key: incidentKey })} />;
}

/** Begins a post-mortem with the draft that the page shows. */
export function StartButton({ incidentKey, start }: { incidentKey: string; start: TakeAction }) {
  return <AtOnce label="Start post-mortem" kind="primary" act={() => start({ key: incidentKey })} />;
}
