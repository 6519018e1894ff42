'use client';

import { get, set } from 'idb-keyval';
import { useCallback, useEffect, useRef, useState } from 'react';
import { randomId } from '@/lib/core/random-id';
import type { Answer, NoteInput } from './room-actions';

/** A note on its way: kept on this device until the server has it. */
export type Unsent = {
  idem_key: string;
  kind: 'note' | 'decision' | 'hypothesis';
  text: string;
  /** When it happened: of what was typed, or the moment of typing. */
  occurred_at: string;
  /** Why the server will not take it; sending again as it is does not help. */
  refused?: string;
};

const retryMs = [1_000, 2_000, 5_000, 10_000, 15_000];

/**
 * Notes that wait to be sent, oldest first: they survive a lost connection and a reload, go out one after the other under a key of their own, so
 * that a repeat is one row, and stay visible until they are rows.
 */
export function useOutbox(
  incidentKey: string,
  add: (input: NoteInput) => Promise<Answer>,
  onSent: () => Promise<void>,
) {
  const storeKey = `unsent ${incidentKey}`;
  const [waiting, setWaiting] = useState<Unsent[]>([]);
  const queue = useRef<Unsent[]>([]);
  const sending = useRef(false);
  const tries = useRef(0);

  const keep = useCallback(
    (next: Unsent[]) => {
      queue.current = next;
      setWaiting(next);
      // A browser that forbids storage still sends while the page is open.
      void set(storeKey, next).catch(() => undefined);
    },
    [storeKey],
  );

  const send = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    try {
      for (;;) {
        const next = queue.current.find((note) => !note.refused);
        if (!next) return;
        const { refused: _refused, ...note } = next;
        const answer = await add({ key: incidentKey, ...note }).catch(() => null);
        if (answer === null || (!answer.ok && ['unavailable', 'internal'].includes(answer.code))) {
          const wait = retryMs[Math.min(tries.current, retryMs.length - 1)] ?? 15_000;
          tries.current += 1;
          setTimeout(() => void send(), wait);
          return;
        }
        tries.current = 0;
        if (answer.ok) await onSent();
        keep(
          answer.ok
            ? queue.current.filter(({ idem_key }) => idem_key !== next.idem_key)
            : queue.current.map((each) =>
                each.idem_key === next.idem_key ? { ...each, refused: answer.message } : each,
              ),
        );
      }
    } finally {
      sending.current = false;
    }
  }, [add, incidentKey, keep, onSent]);

  useEffect(() => {
    void get<Unsent[]>(storeKey)
      .then((known) => {
        const older = (known ?? []).filter(({ idem_key }) => !queue.current.some((each) => each.idem_key === idem_key));
        if (older.length > 0) keep([...older, ...queue.current]);
        void send();
      })
      .catch(() => undefined);
    const online = () => void send();
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [storeKey, keep, send]);

  const write = useCallback(
    (note: Omit<Unsent, 'idem_key'>) => {
      keep([...queue.current, { ...note, idem_key: randomId() }]);
      void send();
    },
    [keep, send],
  );
  const drop = useCallback((id: string) => keep(queue.current.filter(({ idem_key }) => idem_key !== id)), [keep]);
  return { waiting, write, drop };
}
