'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { now } from '@/lib/core/time';
import type { RollbackOffer } from '@/lib/rollbacks/schema';
import type { PlanRollback } from './rollback-actions';

/** What the cluster says to a rollback: asked, refused with a reason, or offered. */
export type Offer =
  | { state: 'asking' }
  | { state: 'failed'; code: string; message: string }
  | { state: 'offered'; offer: RollbackOffer };

type Asked = { service: string; environment: string; to: string | null };

/** Has a rollback worked out when it is first shown, when something else is chosen, and when `again` is called. */
export function useOffer(plan: PlanRollback | null, { service, environment, to }: Asked) {
  const [answer, setAnswer] = useState<Offer>({ state: 'asking' });
  const turn = useRef(0);
  const act = useRef(plan);
  act.current = plan;
  const canAsk = plan !== null;

  const again = useCallback(async () => {
    if (!canAsk) return;
    turn.current += 1;
    const mine = turn.current;
    setAnswer({ state: 'asking' });
    const found = await act
      .current?.({ service, environment, to: to === null ? 'last-good' : { key: to } })
      .catch(() => null);
    // Something else was asked meanwhile.
    if (mine !== turn.current) return;
    if (found?.ok) return setAnswer({ state: 'offered', offer: found.value });
    const message = found?.message ?? 'Fairlead did not answer. Nothing was changed.';
    setAnswer({ state: 'failed', code: found?.code ?? 'unavailable', message });
  }, [canAsk, service, environment, to]);
  useEffect(() => {
    void again();
  }, [again]);
  return { answer, again };
}

const leftUntil = (at: string) => new Date(at).getTime() - now().getTime();

/** The milliseconds until an instant, once a second; below 0 when it is past. By the clock of this machine, as the server decides anyway. */
export function useLeft(until: string | null): number | null {
  const [ms, setMs] = useState(until === null ? null : leftUntil(until));
  useEffect(() => {
    if (until === null) return setMs(null);
    setMs(leftUntil(until));
    const timer = setInterval(() => setMs(leftUntil(until)), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return ms;
}
