// The steps that bring a fresh clone to a running program; each does nothing when its result is there already.
// Built-in modules only: this runs before node_modules exists.
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

/** Lets Prisma's commands work without downloading anything (see schema-engine.mjs). */
export const prismaEnv = {
  PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'scripts', 'schema-engine.mjs'),
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  NEXT_TELEMETRY_DISABLED: '1',
};
export const prismaCli = path.join('node_modules', 'prisma', 'build', 'index.js');

/** Arguments of the production server; it stops when the program that started it is gone, so that nothing keeps the port. */
export const serverCommand = [
  '--import',
  new URL('./with-parent.mjs', import.meta.url).href,
  path.join(root, '.next', 'standalone', 'server.js'),
];

/** Ends the command with what went wrong and what to do about it. */
export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Node ${process.versions.node} is too old. Install Node 20.19 or newer from https://nodejs.org and run the command again.`,
    );
  }
}

/** Runs a program with its output shown; returns whether it succeeded. */
export function shows(program, args, env = {}) {
  const options = { stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' };
  return spawnSync(program, args, options).status === 0;
}

const irrelevant = /\.test\.tsx?$|^lib[/\\](generated|testing)$/;

/** SHA-1 over the names and contents of files and folders, ignoring what is generated and tests. */
function fingerprint(entries) {
  const hash = crypto.createHash('sha1');
  const visit = (entry) => {
    if (irrelevant.test(entry)) return;
    const stat = fs.statSync(entry, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) {
      hash.update(`${entry}\0${stat.size}\0`);
      hash.update(fs.readFileSync(entry));
      return;
    }
    for (const name of fs.readdirSync(entry).sort()) visit(path.join(entry, name));
  };
  for (const entry of entries) visit(entry);
  return hash.digest('hex');
}

/** Runs `make` unless `result` exists and the stamp file says that it was made of the same inputs. */
function unlessDone({ result, stamp, inputs, make, say, texts }) {
  const wanted = fingerprint(inputs);
  if (fs.existsSync(result) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) {
    say(texts.done);
    return;
  }
  say(texts.doing);
  make();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, wanted);
}

/** Whether node_modules holds what the lock file names; npm keeps a list of what it installed there. */
function packagesAreInstalled() {
  const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  if (!fs.existsSync('node_modules/.package-lock.json')) return false;
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).every(
    ([place, { version, optional, devOptional }]) =>
      place === '' || optional || devOptional || installed[place]?.version === version,
  );
}

export function installPackages(say = () => {}) {
  if (packagesAreInstalled()) {
    say('The packages are installed');
    return;
  }
  say('Installing packages, about a minute');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // NODE_ENV=production would leave out what the build needs.
  if (!shows(npm, ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], { NODE_ENV: '' })) {
    fail(
      'The packages could not be installed. Check that the npm registry can be reached (npm ping) and that this folder is writable, then run the command again.',
    );
  }
}

export function generateClient(say = () => {}) {
  const make = () => {
    const result = spawnSync(process.execPath, [prismaCli, 'generate'], {
      env: { ...process.env, ...prismaEnv },
      encoding: 'utf8',
    });
    if (result.status !== 0) fail(`The database client could not be generated:\n${result.stdout}${result.stderr}`);
  };
  const texts = { done: 'The database client is up to date', doing: 'Generating the database client' };
  unlessDone({
    say,
    texts,
    result: 'lib/generated/prisma/client.ts',
    stamp: 'lib/generated/.stamp',
    inputs: ['prisma/schema', 'prisma.config.ts', 'package-lock.json'],
    make,
  });
}

const sources = [
  'app',
  'components',
  'lib',
  'public',
  'prisma',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** Builds the server into .next/standalone unless the build there is up to date. */
export function build({ say = console.log, onFailure = fail } = {}) {
  const make = () => {
    fs.rmSync('.next/.fairlead-stamp', { force: true });
    const env = { ...prismaEnv, NODE_ENV: 'production' };
    if (!shows(process.execPath, ['node_modules/next/dist/bin/next', 'build'], env)) {
      onFailure(
        'The build failed; the messages above say where. Without any, the machine may be short of memory: it needs about 1.5 GB.',
      );
    }
    fs.cpSync('.next/static', '.next/standalone/.next/static', { recursive: true });
    if (fs.existsSync('public')) fs.cpSync('public', '.next/standalone/public', { recursive: true });
  };
  const texts = { done: 'The build is up to date', doing: 'Building, about a minute and a half' };
  unlessDone({
    say,
    texts,
    result: '.next/standalone/server.js',
    stamp: '.next/.fairlead-stamp',
    inputs: sources,
    make,
  });
}
