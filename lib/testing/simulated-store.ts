import type { SimulatedStore } from '@/lib/clusters/adapters/simulated';
import { type SimulatedState, simulatedState } from '@/lib/clusters/schema/simulated';

/** A simulated cluster in memory. It keeps text, as a table would, so that nothing but JSON survives; `made` counts its changes. */
export function memoryStore(initial: SimulatedState, clockMs: () => number) {
  let text = JSON.stringify(initial);
  let made = 0;
  const stateNow = () => simulatedState.parse(JSON.parse(text));
  const store: SimulatedStore = {
    read: async () => stateNow(),
    change: async (f) => {
      const { state, result } = f(stateNow(), clockMs());
      const next = JSON.stringify(state);
      if (next !== text) made += 1;
      text = next;
      return result;
    },
  };
  return {
    ...store,
    made: () => made,
    /** What a test does to the cluster behind everybody's back. */
    set: (f: (state: SimulatedState) => SimulatedState) => {
      text = JSON.stringify(f(stateNow()));
    },
  };
}
