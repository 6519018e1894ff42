'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { openLive } from '@/components/shell/live-connection';
import type { Live } from '@/components/shell/live-provider';
import { readJson } from '@/components/ui/browser-reads';
import { type RollbackAnswer, rollbackChannel } from '@/lib/rollbacks/schema';

const newer = (known: RollbackAnswer | null, next: RollbackAnswer | null) =>
  next !== null && (known === null || known.id !== next.id || next.steps.length >= known.steps.length) ? next : known;

/**
 * One rollback, live. Its channel tells that there is a step, and the API what it says to this person. `initial`: what the page knows of
 * it; null reads it first.
 */
export function useRollback(id: string, initial: RollbackAnswer | null) {
  const [rollback, setRollback] = useState(initial);
  const [live, setLive] = useState<Live>({ state: 'connecting', dataAt: null });
  const since = useRef(initial?.steps.at(-1)?.seq ?? null);
  const reading = useRef<Promise<void> | null>(null);
  const wanted = useRef(false);

  const read = useCallback(async () => {
    wanted.current = true;
    reading.current ??= (async () => {
      try {
        while (wanted.current) {
          wanted.current = false;
          const next = await readJson<RollbackAnswer>(`/api/v1/rollbacks/${id}`);
          setRollback((known) => newer(known, next));
        }
      } catch {
        // The stream says how current the page is; its next event reads again.
      } finally {
        reading.current = null;
      }
    })();
    await reading.current;
  }, [id]);

  useEffect(() => setRollback((known) => newer(known, initial)), [initial]);
  useEffect(() => {
    if (since.current === null) void read();
    return openLive({
      channel: rollbackChannel(id),
      since: since.current,
      event: 'row',
      onEvent: () => void read(),
      onState: setLive,
    });
  }, [id, read]);
  return { rollback, live, read };
}
