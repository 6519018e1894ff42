// Who uses the embedded PostgreSQL of a data directory. Several of our programs may share one server: the oldest of them brings
// it back when it dies, the last of them stops it. Nobody ever does either twice.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as pg from './pg.mjs';

const checkMs = 2_000;

/** When a process began, as text; '' when there is none. A number alone may belong to another program after a restart. */
function beginOf(pid) {
  if (process.platform === 'linux') {
    try {
      const fields = fs
        .readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return ['Z', 'X'].includes(fields[0]) ? '' : fields[19];
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Process ids of the programs that use it now, oldest first; forgets those that ended without saying so. */
function users(dir) {
  const live = [];
  for (const name of fs.readdirSync(dir).filter((entry) => /^\d+$/.test(entry))) {
    const file = path.join(dir, name);
    const [begin, joined] = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    if (begin && begin === beginOf(Number(name))) live.push({ pid: Number(name), joined: Number(joined) });
    else fs.rmSync(file, { force: true });
  }
  return live.sort((a, b) => a.joined - b.joined || a.pid - b.pid).map(({ pid }) => pid);
}

function enter(dir) {
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, String(process.pid));
  fs.writeFileSync(`${file}.new`, `${beginOf(process.pid)}\n${Date.now()}`);
  fs.renameSync(`${file}.new`, file);
  return file;
}

/**
 * Starts the server if need be and keeps it running until `leave()`. Returns `url` of its database "postgres". `leave` stops the
 * server unless another program uses it still.
 */
export async function join(wanted = pg.dataDirectory()) {
  const dir = `${wanted}.users`;
  // Entered before the start: a program that leaves at this moment lets the server run.
  const file = enter(dir);
  const { url, dir: actual } = await pg.start(wanted).catch((error) => {
    fs.rmSync(file, { force: true });
    throw error;
  });
  if (actual !== wanted) console.log(`Its files are in ${actual}, as the account that runs it cannot enter ${wanted}.`);

  let checking = Promise.resolve();
  let busy = false;
  const check = async () => {
    if (users(dir)[0] !== process.pid || (await pg.status(wanted)).running) return;
    console.error('The embedded PostgreSQL is gone; starting it again.');
    await pg.start(wanted);
    console.error('The embedded PostgreSQL runs again.');
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    checking = check()
      .catch((error) => console.error(`The embedded PostgreSQL does not come back: ${error.message}`))
      .finally(() => {
        busy = false;
      });
  }, checkMs);

  const leave = async () => {
    clearInterval(timer);
    await checking;
    fs.rmSync(file, { force: true });
    if (users(dir).length === 0) await pg.stop(wanted);
  };
  return { url, leave };
}
