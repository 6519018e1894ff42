type Waiting<I, O> = { item: I; resolve: (result: O) => void; reject: (error: unknown) => void };
type Lane<I, O> = { waiting: Waiting<I, O>[] };

/**
 * Serves calls together that arrive while others are being served: alone when idle, so nobody waits for company; in sets under
 * load, so that a transaction and its fsync are shared. Calls of one lane keep their order. When a set fails, `isForAll` says
 * whether each call gets that error; if not, each is served once more by itself and answers for itself.
 */
export function gather<I, O>(options: {
  serve: (items: I[]) => Promise<O[]>;
  isForAll: (error: unknown) => boolean;
  limit: number;
}): (lane: string, item: I) => Promise<O> {
  const lanes = new Map<string, Lane<I, O>>();

  async function serveAlone({ item, resolve, reject }: Waiting<I, O>): Promise<void> {
    try {
      const [result] = await options.serve([item]);
      if (result === undefined) throw new Error('a call without a result');
      resolve(result);
    } catch (error) {
      reject(error);
    }
  }

  async function serveSet(calls: Waiting<I, O>[]): Promise<void> {
    const [only] = calls;
    if (only && calls.length === 1) return serveAlone(only);
    try {
      const results = await options.serve(calls.map((call) => call.item));
      for (const [index, call] of calls.entries()) {
        const result = results[index];
        if (result === undefined) call.reject(new Error('a call without a result'));
        else call.resolve(result);
      }
    } catch (error) {
      if (options.isForAll(error)) for (const call of calls) call.reject(error);
      else for (const call of calls) await serveAlone(call);
    }
  }

  async function drain(name: string, lane: Lane<I, O>): Promise<void> {
    while (lane.waiting.length > 0) await serveSet(lane.waiting.splice(0, options.limit));
    lanes.delete(name);
  }

  return (name, item) =>
    new Promise((resolve, reject) => {
      const call = { item, resolve, reject };
      const known = lanes.get(name);
      if (known) {
        known.waiting.push(call);
        return;
      }
      const lane: Lane<I, O> = { waiting: [call] };
      lanes.set(name, lane);
      void drain(name, lane);
    });
}
