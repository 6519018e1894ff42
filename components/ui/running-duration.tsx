'use client';

import { useEffect, useState } from 'react';
import { monotonicMs } from '@/lib/core/time';
import { Duration } from './duration';

const tickMs = 1000;

/** A span that still runs: begins with what the server's clock said and goes on by this machine's steady clock. */
export function RunningDuration({ seconds }: { seconds: number }) {
  const [shown, setShown] = useState(seconds);
  useEffect(() => {
    const start = monotonicMs();
    setShown(seconds);
    const timer = setInterval(() => setShown(seconds + Math.floor((monotonicMs() - start) / 1000)), tickMs);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <span role="timer" aria-live="off">
      <Duration seconds={Math.round(shown)} />
    </span>
  );
}
