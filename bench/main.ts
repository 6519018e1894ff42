import { closeDatabase } from '@/lib/db/pool';
import { withDatabase } from './database';
import { benchMetrics } from './metrics';

/** npm run bench – measures on databases of its own and prints a table with ratios to baselines of the same run. */
const wanted = process.argv.slice(2);
const full = 1_000_000;
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);

if (isWanted('metrics')) await benchMetrics(withDatabase, [full / 10, full]);
await closeDatabase();
