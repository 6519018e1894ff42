// Runs a TypeScript program of ours: bundles it and starts it on DATABASE_URL or the embedded database.
// usage: node scripts/run-ts.mjs <entry.ts> [arguments]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, generateClient, installPackages, requireNode, root } from './setup.mjs';

requireNode();
const [entry, ...args] = process.argv.slice(2);
if (!entry || !fs.existsSync(entry)) fail(`There is no program ${entry ?? '(none given)'}.`);
installPackages();
generateClient();

const { rolldown } = await import('rolldown');
const outFile = path.join(root, 'node_modules', '.cache', 'fairlead', `${path.basename(entry, '.ts')}.mjs`);
const isOurs = (id) => id.startsWith('.') || id.startsWith('@/') || path.isAbsolute(id) || id === 'server-only';
const bundle = await rolldown({
  input: path.join(root, entry),
  platform: 'node',
  // Our scripts find the project by their own place.
  external: (id) => !isOurs(id) || (path.isAbsolute(id) && path.dirname(id) === path.join(root, 'scripts')),
  resolve: { alias: { '@': root, 'server-only': path.join(root, 'lib/testing/empty.ts') } },
});
await bundle.write({ file: outFile, format: 'esm', codeSplitting: false });

const { openDatabase } = await import('./database.mjs');
const database = await openDatabase().catch((error) => fail(`The database could not be opened: ${error.message}`));
const env = {
  ...process.env,
  DATABASE_URL: database.url,
  // These programs neither sign sessions nor decrypt; the server's own checks stay as they are.
  NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || 'not used by programs of the command line',
  FAIRLEAD_ENCRYPTION_KEY: process.env.FAIRLEAD_ENCRYPTION_KEY || 'not used by programs of the command line',
};
const child = spawn(process.execPath, [outFile, ...args], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', async (code) => {
  await database.close();
  process.exit(code ?? 1);
});
