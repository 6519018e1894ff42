// A process that carries rollbacks until it is killed. usage: node scripts/run-ts.mjs lib/testing/carry.cli.ts
import { carrySoon } from '@/lib/rollbacks/commands/carry';

await carrySoon();
// Who starts a TypeScript file starts another process, which is the one to be killed.
process.stdout.write(`${process.pid}\n`);
setInterval(() => void carrySoon(), 200);
