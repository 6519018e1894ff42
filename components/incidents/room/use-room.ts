'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { openLive } from '@/components/shell/live-connection';
import type { Live } from '@/components/shell/live-provider';
import { readJson } from '@/components/ui/browser-reads';
import { monotonicMs } from '@/lib/core/time';
import type { IncidentDetail, TimelineRow } from '@/lib/incidents/schema';

/** The incident as this page knows it, its rows by number without a gap between the first and the last. */
type RoomState = {
  incident: IncidentDetail;
  rows: TimelineRow[];
  live: Live;
  /** Reads what is new at once: after an own write, whose row need not be waited for. */
  catchUp: () => Promise<void>;
  /** Reads the rows before the first one that is here. */
  readEarlier: () => Promise<void>;
  /** Calls with what is heard of who is there. */
  onPresence: (hear: (data: string) => void) => void;
};

const settleMs = 60;

/** Rows put together by number; each once. */
function joined(known: TimelineRow[], more: TimelineRow[]): TimelineRow[] {
  const bySeq = new Map(known.map((row) => [row.seq, row]));
  for (const row of more) bySeq.set(row.seq, row);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/**
 * One incident, live: rows stream in by their numbers, a gap or a reconnection is filled from the table, and what the rows changed (roles,
 * targets, status) is read anew.
 */
export function useRoom(initial: IncidentDetail): RoomState {
  const [incident, setIncident] = useState(initial);
  const [rows, setRows] = useState(initial.timeline);
  const [live, setLive] = useState<Live>({ state: 'connecting', dataAt: null });
  const last = useRef(initial.timeline.at(-1)?.seq ?? 0);
  const reading = useRef<Promise<void> | null>(null);
  const again = useRef(false);
  const hear = useRef<((data: string) => void) | null>(null);
  const { key } = initial;

  const take = useCallback((more: TimelineRow[]) => {
    const newest = more.at(-1);
    if (!newest) return;
    last.current = Math.max(last.current, newest.seq);
    setRows((known) => joined(known, more));
  }, []);

  const read = useCallback(async () => {
    for (;;) {
      const detail = await readJson<IncidentDetail>(`/api/v1/incidents/${key}?after=${last.current}`);
      take(detail.timeline);
      setIncident((known) => (detail.version >= known.version ? detail : known));
      if (last.current >= detail.last_seq || detail.timeline.length === 0) return;
    }
  }, [key, take]);

  const catchUp = useCallback(async () => {
    again.current = true;
    reading.current ??= (async () => {
      try {
        while (again.current) {
          again.current = false;
          await read();
        }
      } catch {
        // The stream says how current the page is; its next event reads again.
      } finally {
        reading.current = null;
      }
    })();
    await reading.current;
  }, [read]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void catchUp();
      }, settleMs);
    };
    const close = openLive({
      channel: `incident:${key}`,
      since: last.current,
      event: 'row',
      onEvent: (data) => {
        const row = data === null ? null : (JSON.parse(data) as TimelineRow);
        if (row && row.seq === last.current + 1) take([row]);
        readSoon();
      },
      onState: setLive,
      onReset: () => window.location.reload(),
      onPresence: (data) => hear.current?.(data),
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [key, catchUp, take]);

  const readEarlier = useCallback(async () => {
    const first = rows[0]?.seq ?? 1;
    if (first <= 1) return;
    const detail = await readJson<IncidentDetail>(`/api/v1/incidents/${key}?after=${Math.max(0, first - 1001)}`);
    setRows((known) =>
      joined(
        known,
        detail.timeline.filter(({ seq }) => seq < first),
      ),
    );
  }, [key, rows]);

  const onPresence = useCallback((next: (data: string) => void) => {
    hear.current = next;
  }, []);

  return { incident, rows, live, catchUp, readEarlier, onPresence };
}

/** The server's clock, ticking once a second from what it said when the page was made. */
export function useServerClock(readAt: string): Date {
  const [ms, setMs] = useState(() => new Date(readAt).getTime());
  useEffect(() => {
    const [start, at] = [monotonicMs(), new Date(readAt).getTime()];
    const timer = setInterval(() => setMs(at + monotonicMs() - start), 1000);
    return () => clearInterval(timer);
  }, [readAt]);
  return new Date(ms);
}
