import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort, testAdminKey } from '@/lib/testing/server';
import { stop } from './pg.mjs';

/** `npm start` as a person runs it, on the embedded database in a data directory of its own. */
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'fairlead-start-test-'));
chmodSync(dataDir, 0o755);
const programs: ChildProcess[] = [];

afterAll(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await stop(path.join(dataDir, 'pg'), 'immediate');
  rmSync(dataDir, { recursive: true, force: true });
});

type Run = { program: ChildProcess; output: () => string; ended: Promise<number | null> };

/** Resolves when it says that it is ready, or has ended. */
async function run(port: number, extra: Record<string, string> = {}): Promise<Run> {
  const {
    DATABASE_URL: _database,
    NEXTAUTH_SECRET: _secret,
    FAIRLEAD_ENCRYPTION_KEY: _key,
    ...inherited
  } = process.env;
  const own = { PORT: String(port), PUBLIC_URL: '', FAIRLEAD_DATA_DIR: dataDir, FAIRLEAD_ADMIN_API_KEY: testAdminKey };
  const program = spawn(process.execPath, ['scripts/start.mjs'], { env: { ...inherited, ...own, ...extra } });
  programs.push(program);
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => program.on('exit', resolve));
  const ready = new Promise<void>((resolve) => {
    program.stdout.on('data', () => output.includes('\nFairlead is ready on ') && resolve());
  });
  await Promise.race([ready, ended]);
  return { program, output: () => output, ended };
}

const services = (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/v1/services`, { headers: { authorization: `Bearer ${testAdminKey}` } });

async function untilFree(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (!(await services(port).catch(() => null))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('something answers on the port still');
}

describe('npm start', () => {
  it('serves, keeps its secrets to itself, refuses a port in use, and comes back after kill -9', async () => {
    const port = await freePort();
    const first = await run(port);
    expect(first.output()).toContain(`\nFairlead is ready on http://127.0.0.1:${port}\n`);
    const report = { id: 'ci-1', service: 'checkout', environment: 'production', status: 'queued' };
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/deployments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(report),
    });
    expect(answer.status).toBe(201);
    const secrets = readdirSync(dataDir).filter((name) => /secret|key|password/.test(name));
    expect(secrets).toHaveLength(3);
    for (const name of secrets) expect(statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600);

    const second = await run(port);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${port} is in use`);

    first.program.kill('SIGKILL');
    await untilFree(port); // the server goes with the program that started it
    const third = await run(port);
    expect(await (await services(port)).json()).toMatchObject({ items: [{ slug: 'checkout' }] });
    third.program.kill('SIGTERM');
    expect(await third.ended).toBe(0);
  });

  it('ends at once, naming what is wrong in the environment', async () => {
    const { output, ended } = await run(await freePort(), { FAIRLEAD_ADMIN_PASSWORD: 'short' });
    expect(await ended).toBe(1);
    expect(output()).toContain('FAIRLEAD_ADMIN_PASSWORD must have at least 8 characters');
  });

  it('makes up no secrets for a database of one’s own in production', async () => {
    const own = { NODE_ENV: 'production', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };
    const { output, ended } = await run(await freePort(), own);
    expect(await ended).toBe(1);
    expect(output()).toContain('Set NEXTAUTH_SECRET and FAIRLEAD_ENCRYPTION_KEY');
  });
});
