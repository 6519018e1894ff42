import sql from 'sql-template-tag';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import type { SimulatedStore } from '../adapters/simulated';
import type { SimulatedState } from '../schema/simulated';

const empty: SimulatedState = { workloads: [], faults: [] };

/** Where a simulated cluster's state lies: in its row, so that every process sees the same cluster, also after a restart. */
export function simulatedStore(clusterId: string): SimulatedStore {
  const read = async (): Promise<SimulatedState> => {
    const [row] = await primarySql<{ state: SimulatedState | null }>(
      sql`SELECT simulation AS state FROM cluster WHERE id = ${clusterId}::uuid`,
    );
    return row?.state ?? empty;
  };
  return {
    read,
    async change(change) {
      // Whoever was overtaken works on what the other one left.
      for (;;) {
        const before = await read();
        const { state, result } = change(before, now().getTime());
        const stored = await primarySql(sql`
          UPDATE cluster SET simulation = ${JSON.stringify(state)}::jsonb
          WHERE id = ${clusterId}::uuid AND coalesce(simulation, ${JSON.stringify(empty)}::jsonb) = ${JSON.stringify(before)}::jsonb
          RETURNING id`);
        if (stored.length > 0) return result;
      }
    },
  };
}
