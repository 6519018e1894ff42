import os from 'node:os';
import { stopListening } from '@/lib/db/listen';
import { closeDatabase } from '@/lib/db/pool';
import { benchBulk } from './bulk';
import { withDatabase } from './database';
import { benchIncidents } from './incidents';
import { benchMetrics } from './metrics';
import { benchPosts } from './posts';
import { soak } from './soak';

/**
 * npm run bench [posts] [bulk] [metrics] [incidents] [soak] – measures on databases of its own, which it drops, and prints tables with ratios to
 * baselines taken in the same run. Exits with 1 when a target is missed. `soak` runs when it is named, and only then.
 */
const parts = {
  posts: () => benchPosts(withDatabase, 4_000),
  bulk: () => benchBulk(withDatabase, 100_000),
  incidents: () => benchIncidents(withDatabase, { events: 2_000, entries: 200 }),
  metrics: () => benchMetrics(withDatabase, [100_000, 1_000_000]),
};

/** Too long for every run. */
const onRequest = { soak: () => soak(withDatabase, { viewers: 50, events: 2_000 }) };

const wanted = process.argv.slice(2);
const [cpu] = os.cpus();
console.log(
  `${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(os.totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
let holds = true;
for (const [name, run] of Object.entries({ ...parts, ...onRequest })) {
  if (wanted.includes(name) || (wanted.length === 0 && name in parts)) holds = (await run()) && holds;
}
await stopListening();
await closeDatabase();
process.exit(holds ? 0 : 1);
