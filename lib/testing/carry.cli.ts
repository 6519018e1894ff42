// A process that carries rollbacks until it is killed. usage: node scripts/run-ts.mjs lib/testing/carry.cli.ts
import { carrySoon } from '@/lib/rollbacks/commands/carry';

await carrySoon();
process.stdout.write('carrying\n');
setInterval(() => void carrySoon(), 200);
