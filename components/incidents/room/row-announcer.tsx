'use client';

import { useEffect, useRef, useState } from 'react';
import { fits, type ShownRow } from '@/lib/incidents/model/rows-shown';
import { rowWord } from './row-words';

const pauseMs = 5_000;

/** Tells screen readers of new key rows, put together so that no more than one message comes in five seconds; routine is not spoken. */
export function RowAnnouncer({ rows }: { rows: ShownRow[] }) {
  const [words, setWords] = useState('');
  const newest = Math.max(0, ...rows.map(({ row }) => row.seq));
  const told = useRef(newest);
  const latest = useRef(rows);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = rows;
    // Rows that come within the pause join the message.
    if (newest <= told.current || timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const fresh = latest.current.filter((shown) => shown.row.seq > told.current && fits(shown, 'key'));
      told.current = Math.max(told.current, ...latest.current.map(({ row }) => row.seq));
      const said = fresh.map(({ row, text }) => `${rowWord(row.kind)}, ${row.actor.name}: ${text ?? 'redacted'}`);
      if (said.length > 0) setWords(said.join('. '));
    }, pauseMs);
  }, [rows, newest]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div role="log" aria-live="polite" aria-label="New rows" className="visually-hidden">
      {words}
    </div>
  );
}
