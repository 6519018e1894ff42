import { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { now } from '@/lib/core/time';
import { tintOf } from './tint';

export type Here = { id: string; name: string };
type Said = { client_id: number; clock: number; is_here: boolean; cursor: unknown; user: Here };

const throttleMs = 250;

/**
 * Who has a post-mortem open and where their carets stand. Told over HTTP, heard over the live channel, never stored; renewed every 15 s
 * and gone after 30 s. Whose name it is, the server says.
 */
export function openPresence(key: string, doc: Y.Doc, self: Here, onChange: (others: Here[]) => void) {
  const awareness = new Awareness(doc);
  awareness.setLocalStateField('user', { ...self, tint: tintOf(self.id) });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (isHere = true) => {
    const cursor = isHere ? ((awareness.getLocalState()?.cursor as unknown) ?? null) : null;
    const clock = awareness.meta.get(awareness.clientID)?.clock ?? 0;
    const body = JSON.stringify({ client_id: awareness.clientID, clock, is_here: isHere, cursor });
    // What is lost is told again within 15 s.
    fetch(`/api/postmortems/${key}/presence`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      keepalive: !isHere,
    }).catch(() => undefined);
  };
  const tellSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      tell();
    }, throttleMs);
  };
  const report = () => {
    const others = new Map<string, Here>();
    for (const [client, state] of awareness.getStates()) {
      const user = state.user as Here | undefined;
      if (client !== awareness.clientID && user) others.set(user.id, user);
    }
    onChange([...others.values()].sort((a, b) => a.name.localeCompare(b.name)));
  };
  awareness.on('update', (_changes: unknown, origin: unknown) => {
    if (origin === 'local') tellSoon();
  });
  awareness.on('change', report);
  const leave = () => tell(false);
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', tellSoon);
  tellSoon();

  return {
    awareness,
    hear(data: unknown) {
      const { client_id: client, clock, is_here: isHere, cursor, user } = data as Said;
      if (client === awareness.clientID) return;
      const known = awareness.states.has(client);
      if (known && (awareness.meta.get(client)?.clock ?? -1) > clock && isHere) return;
      const change = { added: [] as number[], updated: [] as number[], removed: [] as number[] };
      if (isHere) {
        awareness.states.set(client, { user: { ...user, tint: tintOf(user.id) }, cursor });
        change[known ? 'updated' : 'added'].push(client);
        // Whoever comes later must hear of those who are there.
        if (!known) tellSoon();
      } else if (awareness.states.delete(client)) change.removed.push(client);
      awareness.meta.set(client, { clock, lastUpdated: now().getTime() });
      awareness.emit('change', [change, 'remote']);
    },
    close() {
      clearTimeout(timer);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', tellSoon);
      leave();
      awareness.destroy();
    },
  };
}

export type Presence = ReturnType<typeof openPresence>;
