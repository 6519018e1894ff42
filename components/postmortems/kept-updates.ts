import { createStore, del, entries, set, type UseStore } from 'idb-keyval';

/** What one tab wrote and the server did not acknowledge yet. */
export type KeptUpdate = { update: Uint8Array; changes: number };

/**
 * Unsent text of one person in one post-mortem, on this device until it is acknowledged. Each tab has a place of its own, so that two
 * of them never write over each other; a tab that opens takes on what others left behind.
 */
export type KeptUpdates = {
  read: () => Promise<{ tab: string; kept: KeptUpdate }[]>;
  keep: (kept: KeptUpdate) => Promise<void>;
  /** Everything in the places of these tabs, and in that of this one, has arrived. */
  forget: (tabs: string[]) => Promise<void>;
};

const isKept = (value: unknown): value is KeptUpdate =>
  typeof value === 'object' && value !== null && 'update' in value && value.update instanceof Uint8Array;

export function keptUpdates(key: string, userId: string, tab: string): KeptUpdates {
  const prefix = `${userId} ${key} `;
  // A browser may refuse to keep anything (private windows, a full disk): writing goes on, and is still sent.
  let store: UseStore | null = null;
  const open = () => {
    store ??= createStore('fairlead-postmortems', 'updates');
    return store;
  };
  const quietly = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch {
      return otherwise;
    }
  };
  return {
    read: () =>
      quietly(async () => {
        const all = await entries<string, unknown>(open());
        return all.flatMap(([name, value]) =>
          name.startsWith(prefix) && isKept(value) ? [{ tab: name.slice(prefix.length), kept: value }] : [],
        );
      }, []),
    keep: (kept) => quietly(() => set(`${prefix}${tab}`, kept, open()), undefined),
    forget: (tabs) =>
      quietly(async () => {
        for (const each of new Set([tab, ...tabs])) await del(`${prefix}${each}`, open());
      }, undefined),
  };
}
