import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST } from '@/app/api/ingest/[source]/route';
import { now } from '@/lib/core/time';
import { configSnippet } from '@/lib/sources/model/snippets';
import { freePort } from '@/lib/testing/server';
import { incidentsOfService, makeSource } from '@/lib/testing/webhooks';

/**
 * A real Alertmanager on loopback, set up with the very text that the page of a source shows; its webhooks reach the route's handler over
 * HTTP. Set ALERTMANAGER, or install Debian's prometheus-alertmanager; without one this says that it is skipped.
 */
const candidates = [process.env.ALERTMANAGER, 'prometheus-alertmanager', 'alertmanager'];
const binary = candidates.find((each) => each && spawnSync(each, ['--version']).status === 0);
if (!binary) console.warn('Skipped: no prometheus-alertmanager in PATH, and ALERTMANAGER names none.');

let dir: string;
let door: Server;
let alertmanager: ChildProcess;
let api: string;

/** The handler behind a socket, as a server of the product would call it. */
function openDoor(port: number): Promise<Server> {
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url ?? '/', `http://127.0.0.1:${port}`);
    const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    const request = new Request(url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    const source = url.pathname.split('/').at(-1);
    const response = await POST(request, { params: Promise.resolve({ source }) });
    answer.writeHead(response.status).end(await response.text());
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

async function until<T>(ask: () => Promise<T | null>, seconds = 10): Promise<T> {
  const deadline = now().getTime() + seconds * 1000;
  for (;;) {
    const found = await ask().catch(() => null);
    if (found !== null) return found;
    if (now().getTime() > deadline) throw new Error('nothing came in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const tell = async (alert: object) => {
  const body = JSON.stringify([alert]);
  const answer = await fetch(`${api}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
};

describe.skipIf(!binary)('a real Alertmanager', () => {
  beforeAll(async () => {
    const [doorPort, port] = [await freePort(), await freePort()];
    door = await openDoor(doorPort);
    const source = await makeSource('alertmanager', 'Real');
    const url = source.url.replace(/^http:\/\/[^/]+/, `http://127.0.0.1:${doorPort}`);
    // As pasted; only the waits are shorter than anybody would have them.
    const config = configSnippet('alertmanager', url, source.secret)
      .code.replace('group_wait: 10s', 'group_wait: 100ms')
      .replace('group_interval: 1m', 'group_interval: 1s');
    dir = mkdtempSync(path.join(os.tmpdir(), 'fairlead-alertmanager-'));
    writeFileSync(path.join(dir, 'alertmanager.yml'), config);
    const flags = [
      `--config.file=${path.join(dir, 'alertmanager.yml')}`,
      `--storage.path=${path.join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ];
    alertmanager = spawn(binary ?? '', flags, { stdio: 'ignore' });
    api = `http://127.0.0.1:${port}`;
    await until(async () => ((await fetch(`${api}/-/ready`)).ok ? true : null));
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => alertmanager?.once('exit', resolve));
    if (alertmanager?.kill()) await ended;
    await new Promise((resolve) => door?.close(resolve));
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  test('its alert opens an incident in triage, and its end declines what nobody accepted', async () => {
    const startsAt = new Date(now().getTime() - 60_000).toISOString();
    const alert = {
      labels: { alertname: 'HighErrorRate', severity: 'critical', service: 'real-checkout' },
      annotations: { summary: 'Checkout answers 503' },
      startsAt,
      generatorURL: 'http://prometheus.example:9090/graph',
    };
    await tell(alert);
    const opened = await until(async () => (await incidentsOfService('real-checkout'))[0] ?? null);
    expect(opened).toMatchObject({ status: 'triage', severity: 'SEV2', title: 'Checkout answers 503' });
    expect(opened.detectedAt.toISOString()).toBe(startsAt);
    await tell({ ...alert, endsAt: new Date(now().getTime() - 1_000).toISOString() });
    const ended = await until(async () => {
      const [incident] = await incidentsOfService('real-checkout');
      return incident?.status === 'declined' ? incident : null;
    });
    expect(ended.kinds).toEqual(expect.arrayContaining(['alert_attached', 'alerts_cleared', 'status_changed']));
  });
});
