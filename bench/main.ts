import os from 'node:os';
import { stopListening } from '@/lib/db/listen';
import { closeDatabase } from '@/lib/db/pool';
import { benchBulk } from './bulk';
import { withDatabase } from './database';
import { benchIncidents } from './incidents';
import { benchMetrics } from './metrics';
import { benchPosts } from './posts';

/**
 * npm run bench [posts] [bulk] [metrics] [incidents] – measures on databases of its own, which it drops, and prints tables with ratios to
 * baselines taken in the same run. Exits with 1 when a target is missed.
 */
const parts = {
  posts: () => benchPosts(withDatabase, 4_000),
  bulk: () => benchBulk(withDatabase, 100_000),
  incidents: () => benchIncidents(withDatabase, { events: 2_000, entries: 200 }),
  metrics: () => benchMetrics(withDatabase, [100_000, 1_000_000]),
};

const wanted = process.argv.slice(2);
const [cpu] = os.cpus();
console.log(
  `${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(os.totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
let holds = true;
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) holds = (await run()) && holds;
}
await stopListening();
await closeDatabase();
process.exit(holds ? 0 : 1);
