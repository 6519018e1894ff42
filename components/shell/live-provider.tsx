'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { now } from '@/lib/core/time';
import { openLive } from './live-connection';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';
/** `dataAt`: ISO instant (the server's) up to which what is shown is known to be current; null before the first beat. */
export type Live = { state: LiveState; dataAt: string | null };

const LiveContext = createContext<Live>({ state: 'connecting', dataAt: null });

const leadMs = 80;
/** Between two refreshes; with the server's time for a page it stays well below the promised second. */
const pauseMs = 400;

/** One event stream for the whole shell: a change refreshes what the server rendered, within 100 ms and at most five times in two seconds. `since`: what the page knows. */
export function LiveProvider({ since, children }: { since: number | null; children: ReactNode }) {
  const router = useRouter();
  const [live, setLive] = useState<Live>({ state: 'connecting', dataAt: null });
  const refreshedAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const first = useRef(since);

  useEffect(() => {
    const refreshSoon = () => {
      if (timer.current) return;
      const wait = Math.max(leadMs, refreshedAt.current + pauseMs - now().getTime());
      timer.current = setTimeout(() => {
        timer.current = null;
        refreshedAt.current = now().getTime();
        router.refresh();
      }, wait);
    };
    const close = openLive({
      channel: 'overview',
      since: first.current,
      event: 'change',
      onEvent: refreshSoon,
      onState: setLive,
    });
    return () => {
      close();
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    };
  }, [router]);

  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  return useContext(LiveContext);
}
