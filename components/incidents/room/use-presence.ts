'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { randomId } from '@/lib/core/random-id';
import { monotonicMs } from '@/lib/core/time';
import type { PresenceHeard } from '@/lib/incidents/schema/presence';

export type Here = { id: string; name: string; isTyping: boolean };

const renewMs = 15_000;
// Browsers slow down the timers of a page that is not in front to one a minute.
const goneMs = 75_000;
const stopTypingMs = 4_000;
const fewTabs = 10;

/**
 * Who has this incident open, and who is typing: told over HTTP, heard over the live channel, never stored. `onTyping` is called at each
 * change of the composer's text.
 */
export function usePresence(incidentKey: string, onPresence: (hear: (data: string) => void) => void) {
  const [others, setOthers] = useState<Here[]>([]);
  const tell = useRef<(typing?: boolean) => void>(() => undefined);
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    const tab = randomId();
    const known = new Map<string, PresenceHeard & { at: number }>();
    let isTyping = false;
    let soon: ReturnType<typeof setTimeout> | undefined;

    // A page that is not in front is nobody's presence: whoever commands from it may be away.
    const say = (isHere = !document.hidden) => {
      clearTimeout(soon);
      soon = undefined;
      // What is lost is told again within 15 s.
      fetch(`/api/incidents/${incidentKey}/presence`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tab, is_here: isHere, is_typing: isHere && isTyping }),
        keepalive: !isHere,
      }).catch(() => undefined);
    };
    const show = () => {
      const people = new Map<string, Here>();
      for (const [id, { user, is_typing, at }] of known) {
        if (monotonicMs() - at > goneMs) known.delete(id);
        else people.set(user.id, { ...user, isTyping: is_typing || (people.get(user.id)?.isTyping ?? false) });
      }
      const next = [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
      setOthers((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    onPresence((data) => {
      const heard = JSON.parse(data) as PresenceHeard;
      if (heard.tab === tab) return;
      // Whoever comes later must hear of those who are there; where many are, within the 15 s in which each says so anyway.
      if (heard.is_here && !known.has(heard.tab) && known.size < fewTabs)
        soon ??= setTimeout(say, 200 + Math.random() * 800);
      if (heard.is_here) known.set(heard.tab, { ...heard, at: monotonicMs() });
      else known.delete(heard.tab);
      show();
    });
    tell.current = (next = false) => {
      if (isTyping === next) return;
      isTyping = next;
      say();
    };
    const renew = setInterval(() => {
      if (!document.hidden) say();
      show();
    }, renewMs);
    const turn = () => say();
    document.addEventListener('visibilitychange', turn);
    const leave = () => say(false);
    window.addEventListener('pagehide', leave);
    soon = setTimeout(say, 300);
    return () => {
      clearTimeout(soon);
      clearTimeout(typing.current);
      clearInterval(renew);
      window.removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', turn);
      onPresence(() => undefined);
      leave();
    };
  }, [incidentKey, onPresence]);

  const onTyping = useCallback((text: string) => {
    clearTimeout(typing.current);
    tell.current(text !== '');
    if (text !== '') typing.current = setTimeout(() => tell.current(false), stopTypingMs);
  }, []);
  return { others, onTyping };
}
