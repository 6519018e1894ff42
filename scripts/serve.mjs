// Database, secrets, migrations, server: what `npm start` and `npm run demo` have in common.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { migrate } from './migrate.mjs';
import * as pg from './pg.mjs';
import { fail, root } from './setup.mjs';

const readyLimitMs = 120_000;
const dataDir = path.resolve(root, process.env.FAIRLEAD_DATA_DIR || '.data');

/** A value that is generated once and kept in the data directory, readable by its owner only. */
export function kept(name, bytes) {
  const file = path.join(dataDir, name);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataDir, { recursive: true });
    fs.writeFileSync(file, crypto.randomBytes(bytes).toString('base64url'), { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').trim();
}

/** DATABASE_URL, or the embedded server's database "fairlead", started and created when need be. */
async function openDatabase() {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, embedded: false };
  const { url } = await pg.start();
  const { default: driver } = await import('pg');
  const client = new driver.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'fairlead'");
  if (!rowCount) await client.query('CREATE DATABASE fairlead');
  await client.end();
  return { url: url.replace(/\/postgres$/, '/fairlead'), embedded: true };
}

function portIsFree(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Secrets come from the environment; with one's own database in production they must (the server refuses otherwise). */
function secrets(productionDatabase) {
  const given = ({ NEXTAUTH_SECRET, FAIRLEAD_ENCRYPTION_KEY }) => ({ NEXTAUTH_SECRET, FAIRLEAD_ENCRYPTION_KEY });
  if (productionDatabase) return given(process.env);
  return {
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || kept('nextauth-secret', 32),
    FAIRLEAD_ENCRYPTION_KEY: process.env.FAIRLEAD_ENCRYPTION_KEY || kept('encryption-key', 32),
  };
}

/** Starts everything, says when it is ready, and ends with the server. `say` reports a step; `extra` is added to the environment. */
export async function serve({ say, extra = {} }) {
  const host = process.env.HOST || '127.0.0.1';
  const port = Number(process.env.PORT || 3000);
  if (!(await portIsFree(port, host))) fail(`Port ${port} is in use. Choose another: PORT=${port + 1} npm run …`);
  const productionDatabase = process.env.NODE_ENV === 'production' && Boolean(process.env.DATABASE_URL);

  say('Starting the database');
  const database = await openDatabase().catch((error) => fail(`The database could not be opened: ${error.message}`));
  const stopWatch = database.embedded ? pg.keepRunning() : () => {};
  const applied = await migrate(database.url).catch((error) => fail(`A migration failed: ${error.message}`));
  say(applied.length > 0 ? `Brought the schema up to date (${applied.length} migrations)` : 'The schema is up to date');

  const publicUrl = process.env.PUBLIC_URL || `http://${host}:${port}`;
  const env = {
    ...process.env,
    ...secrets(productionDatabase),
    ...extra,
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    PORT: String(port),
    HOST: host,
    HOSTNAME: host,
    PUBLIC_URL: publicUrl,
    NEXTAUTH_URL: publicUrl,
    NEXT_MANUAL_SIG_HANDLE: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  say('Starting the server');
  const server = spawn(process.execPath, ['.next/standalone/server.js'], { stdio: 'inherit', env });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (!stopping) server.kill('SIGTERM');
      stopping = true;
    });
  }
  server.on('exit', async (code) => {
    stopWatch();
    if (database.embedded) await pg.stop().catch((error) => console.error(error.message));
    process.exit(stopping ? 0 : (code ?? 1));
  });
  await untilReady(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/api/health/ready`);
  console.log(`Fairlead is ready on ${publicUrl}`);
}

async function untilReady(url) {
  const deadline = Date.now() + readyLimitMs;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  console.error(
    `The server does not get ready; ${url} does not answer 200 after ${readyLimitMs / 1000} seconds. Its messages are above.`,
  );
}
