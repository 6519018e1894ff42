'use client';

import { useEffect, useState } from 'react';
import { formatDuration } from '@/lib/core/format';
import { monotonicMs } from '@/lib/core/time';
import classes from './due-in.module.css';

const tickMs = 1000;

/** What is left until something is due, by the server's clock and this machine's steady one; negative seconds are overdue. */
export function DueIn({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const start = monotonicMs();
    setLeft(seconds);
    const timer = setInterval(() => setLeft(seconds - Math.floor((monotonicMs() - start) / 1000)), tickMs);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <span role="timer" aria-live="off" className={classes.left} data-overdue={left < 0 || undefined}>
      {left < 0 ? `${formatDuration(-left)} overdue` : `${formatDuration(left)} left`}
    </span>
  );
}
