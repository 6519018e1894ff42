// Runs a TypeScript program of ours: bundles it and starts it on DATABASE_URL or the embedded database.
// usage: node scripts/run-ts.mjs <entry.ts> [arguments]
import { spawn } from 'node:child_process';
import path from 'node:path';
import { generateClient, installPackages, root } from './setup.mjs';

installPackages();
generateClient();
const [entry, ...args] = process.argv.slice(2);
const { rolldown } = await import('rolldown');
const outFile = path.join(root, 'node_modules', '.cache', 'fairlead', `${path.basename(entry, '.ts')}.mjs`);
const bundle = await rolldown({
  input: path.join(root, entry),
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith('@/') && !path.isAbsolute(id) && id !== 'server-only',
  resolve: { alias: { '@': root, 'server-only': path.join(root, 'lib/testing/empty.ts') } },
});
await bundle.write({ file: outFile, format: 'esm', codeSplitting: false });

let stop = async () => {};
const env = { ...process.env };
if (!env.DATABASE_URL) {
  const pg = await import('./pg.mjs');
  const before = await pg.status();
  const { url } = before.running ? before : await pg.start();
  if (!before.running) stop = () => pg.stop();
  env.DATABASE_URL = url.replace(/\/postgres$/, '/fairlead');
}
// These programs neither sign sessions nor decrypt; the server's own checks stay as they are.
env.NEXTAUTH_SECRET ||= 'not used by programs of the command line';
env.FAIRLEAD_ENCRYPTION_KEY ||= 'not used by programs of the command line';
const child = spawn(process.execPath, [outFile, ...args], { stdio: 'inherit', env });
child.on('exit', async (code) => {
  await stop();
  process.exit(code ?? 1);
});
