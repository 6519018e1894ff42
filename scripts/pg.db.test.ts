import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { start, status, stop } from './pg.mjs';

/** The embedded server itself, on a data directory of its own with fsync on. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'fairlead-pg-test-'));
chmodSync(folder, 0o755);
const dir = path.join(folder, 'pg');
const programs: ChildProcess[] = [];
/** Elsewhere when the server's account cannot reach `dir`. */
let actualDir = dir;

afterAll(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await stop(dir, 'immediate');
  rmSync(folder, { recursive: true, force: true });
});

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: String((await status(dir)).url) });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`did not come about within 15 s: ${what}`);
}

const postmaster = () => Number(readFileSync(path.join(actualDir, 'postmaster.pid'), 'utf8').split('\n')[0]);

/** A program that uses the server as `npm start` does. */
async function user(): Promise<ChildProcess> {
  const code = `
    import { join } from ${JSON.stringify(new URL('./pg-users.mjs', import.meta.url).href)};
    const { leave } = await join(${JSON.stringify(dir)});
    process.on('SIGTERM', () => leave().then(() => process.exit(0)));
    console.log('joined');`;
  const program = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  await new Promise((resolve) => program.stdout?.once('data', resolve));
  return program;
}

const ended = (program: ChildProcess) => new Promise((resolve) => program.once('exit', resolve));

describe('the embedded PostgreSQL', () => {
  it('asks for a password that only its owner can read', async () => {
    const { url, dir: actual } = await start(dir);
    actualDir = actual;
    expect(statSync(`${dir}.password`).mode & 0o777).toBe(0o600);
    await expect(new pg.Client({ connectionString: url?.replace(/:[^:@]+@/, ':wrong@') }).connect()).rejects.toThrow(
      /password/,
    );
  });

  it('has every committed row after kill -9', async () => {
    await query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    process.kill(postmaster(), 'SIGKILL');
    await until('the server is gone', async () => !(await status(dir)).running);
    await start(dir);
    expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }]);
  });

  it('starts although the pid file names a process that lives but is another program', async () => {
    const file = path.join(actualDir, 'postmaster.pid');
    const stale = readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid));
    await stop(dir, 'immediate');
    writeFileSync(file, stale);
    expect(await status(dir)).toMatchObject({ running: false, stale: true });
    expect(await start(dir)).toMatchObject({ running: true });
  });

  it('comes back by itself while programs use it, and ends with the last of them', async () => {
    await stop(dir);
    const [first, second] = [await user(), await user()];
    const before = postmaster();
    process.kill(before, 'SIGKILL');
    await until('the first user has restarted it', async () => (await status(dir)).running && postmaster() !== before);

    first.kill('SIGKILL'); // says no goodbye: the second takes over
    const again = postmaster();
    process.kill(again, 'SIGKILL');
    await until('the second user has restarted it', async () => (await status(dir)).running && postmaster() !== again);

    const third = await user();
    third.kill('SIGTERM');
    await ended(third);
    expect((await status(dir)).running).toBe(true);
    second.kill('SIGTERM');
    await ended(second);
    expect((await status(dir)).running).toBe(false);
    expect(existsSync(path.join(actualDir, 'postmaster.pid'))).toBe(false);
  });
});
