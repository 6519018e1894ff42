// Database, secrets, server: what `npm start` and `npm run demo` have in common.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { openDatabase } from './database.mjs';
import { fail, root, serverCommand } from './setup.mjs';

const readyLimitMs = 180_000;
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

/** Null when the server can listen there, else the system's reason (EADDRINUSE, EACCES, …). */
function listenProblem(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', (error) => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

async function requirePort(port, host) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`PORT=${process.env.PORT} is not a port number.`);
  const problem = await listenProblem(port, host);
  if (problem === 'EADDRINUSE') {
    fail(
      `Port ${port} is in use on ${host}. Stop what listens there, or choose another port: PORT=${port + 1} npm run …`,
    );
  }
  if (problem) fail(`The server cannot listen on ${host}:${port} (${problem}). Choose others with HOST and PORT.`);
}

/** From the environment, else generated once. With one's own database in production they must be given. */
function secrets() {
  const names = { NEXTAUTH_SECRET: 'nextauth-secret', FAIRLEAD_ENCRYPTION_KEY: 'encryption-key' };
  const production = process.env.NODE_ENV === 'production' && Boolean(process.env.DATABASE_URL);
  const missing = Object.keys(names).filter((name) => !process.env[name]);
  if (production && missing.length > 0) {
    fail(`Set ${missing.join(' and ')} (at least 32 characters each, for example: openssl rand -base64 32).`);
  }
  return Object.fromEntries(missing.map((name) => [name, kept(names[name], 32)]));
}

export const host = process.env.HOST || '127.0.0.1';
export const port = Number(process.env.PORT || 3000);

/**
 * Starts everything and ends with the server. `say` reports a step, `extra` is added to the server's environment, `notes` are
 * lines printed before the one that says ready, `command` are Node's arguments.
 */
export async function serve({ say, extra = {}, notes = [], command = serverCommand }) {
  await requirePort(port, host);
  const generated = secrets();

  say(process.env.DATABASE_URL ? 'Opening the database of DATABASE_URL' : 'Starting the embedded database');
  const database = await openDatabase().catch((error) => {
    const remedy = process.env.DATABASE_URL
      ? 'Check DATABASE_URL, or unset it for an embedded database.'
      : 'Check that the data directory belongs to you, or choose another with FAIRLEAD_DATA_DIR.';
    fail(`The database could not be opened: ${error.message || error.code}\n${remedy}`);
  });
  const { applied } = database;
  say(applied.length > 0 ? `Brought its schema up to date (${applied.length} migrations)` : 'Its schema is up to date');

  const publicUrl = process.env.PUBLIC_URL || `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const env = {
    ...process.env,
    ...generated,
    NODE_ENV: 'production',
    ...extra,
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
  const server = spawn(process.execPath, command, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) server.kill('SIGTERM');
      stopping = true;
    });
  }
  server.on('exit', async (code, signal) => {
    if (!stopping) console.error(`The server ended by itself (${signal ?? `exit code ${code}`}).`);
    await database.close().catch((error) => console.error(error.message));
    process.exit(stopping ? 0 : (code ?? 1));
  });
  const local = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  if (!(await isReady(`http://${local}:${port}/api/health/ready`))) return;
  for (const note of notes) console.log(note);
  console.log(`Fairlead is ready on ${publicUrl}`);
}

async function isReady(url) {
  const deadline = Date.now() + readyLimitMs;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  console.error(
    `The server does not get ready: no 200 from ${url} in ${readyLimitMs / 1000} s. Its messages are above.`,
  );
  return false;
}
