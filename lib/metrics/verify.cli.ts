import { closeDatabase, readSnapshot } from '@/lib/db/pool';
import { refreshRollups } from './commands';
import { countWrongArrivals, countWrongLinks, defaultPlan, verifyMetrics } from './verify';

/** npm run metrics:verify – compares every number with a recompute from the records; exits with 1 on any difference. */
const line = (cells: string[]) =>
  console.log(cells.map((cell, index) => cell.padEnd([20, 26, 30, 18][index] ?? 0)).join(' '));

let wrong = 0;
let compared = 0;
for (const round of ['as found', 'after the keeper']) {
  const plan = await readSnapshot(defaultPlan);
  console.log(`\nNumbers ${round}`);
  line(['zone', 'window', 'scope', 'rules', 'result']);
  for await (const check of verifyMetrics(plan)) {
    compared += check.compared;
    wrong += check.differences.length;
    const worst = check.differences[0];
    line([
      check.zone,
      check.window,
      check.scope,
      check.rules,
      worst ? `DIFFERS: ${worst.name} is ${worst.product}, records say ${worst.twin}` : 'equal',
    ]);
  }
  while (await refreshRollups());
}
const arrivals = await readSnapshot(countWrongArrivals);
wrong += arrivals;
console.log(`\nArrivals that differ from the records: ${arrivals}`);
const links = await readSnapshot(countWrongLinks);
wrong += links;
console.log(`Links that differ from what incidents name: ${links}`);
console.log(`${compared} periods compared, ${wrong} differences`);
await closeDatabase();
process.exitCode = wrong === 0 ? 0 : 1;
