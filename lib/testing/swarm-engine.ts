import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Docker engine of its own that is the manager of a swarm, with images of an app. */
export type SwarmEngine = {
  socket: string;
  /** One call of the Engine API; throws on any answer but a good one. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  close: () => Promise<void>;
};

const packages = ['docker.io', 'containerd', 'runc', 'libdevmapper1.02.1', 'busybox-static'];
const cache = path.resolve('node_modules/.cache/fairlead-swarm');
const startMs = 30_000;

/** Images that the engine has, by what they do. 'missing' is not among them. Each stops when it is told to. */
const idle = (version: number) => `trap 'exit 0' TERM; sleep 100${version} & wait`;
const images = {
  v1: { command: idle(1) },
  v2: { command: idle(2) },
  v3: { command: idle(3) },
  crashing: { command: 'exit 7' },
  // Deaf to the request to stop, as a first process is by itself.
  sick: { command: 'exec sleep 1004', check: 'exit 1' },
  'sick-polite': { command: idle(5), check: 'exit 1' },
} as const;

/** Why no engine can run here; null when nothing is known that speaks against it. */
function noEngineBecause(): string | null {
  if (process.platform !== 'linux') return 'a swarm engine runs on Linux only';
  if (process.getuid?.() !== 0) return 'only root may start a Docker engine';
  const missing = ['unshare', 'mount', 'tar', 'dpkg', 'apt-get'].filter((name) => !has(name));
  return missing.length > 0 ? `these programs are missing: ${missing.join(', ')}` : null;
}

/** An engine, or null where none can run; says why. */
export async function swarmEngineOrNull(): Promise<SwarmEngine | null> {
  const because = noEngineBecause();
  const started = because ? new Error(because) : await startSwarmEngine().catch((error: Error) => error);
  if (!(started instanceof Error)) return started;
  console.warn(`Docker Swarm is not tested against a real engine: ${started.message}`);
  return null;
}

const has = (name: string) => spawnSync('/bin/sh', ['-c', `command -v ${name}`]).status === 0;

function run(program: string, args: string[], options: { cwd?: string } = {}): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr?.toString().trim().slice(-500)}`);
  return stdout;
}

/** The programs, unpacked from the distribution's packages. Nothing is installed: the machine stays as it was. */
function programs(): string {
  if (fs.existsSync(cache)) return cache;
  const part = fs.mkdtempSync(path.join(fs.mkdirSync(path.dirname(cache), { recursive: true }) ?? '', `${cache}-`));
  const debs = path.join(part, 'debs');
  fs.mkdirSync(debs);
  try {
    run('apt-get', ['download', ...packages], { cwd: debs });
  } catch {
    // An image without package lists, or with old ones.
    run('apt-get', ['update']);
    run('apt-get', ['download', ...packages], { cwd: debs });
  }
  for (const deb of fs.readdirSync(debs)) run('dpkg', ['-x', path.join(debs, deb), part]);
  fs.rmSync(debs, { recursive: true });
  try {
    fs.renameSync(part, cache);
  } catch (error) {
    // Another test file was first, with the same programs.
    if (!fs.existsSync(cache)) throw error;
    fs.rmSync(part, { recursive: true });
  }
  return cache;
}

/**
 * Starts an engine in namespaces of its own for processes, mounts and network: whatever it makes ends with them, also when this process
 * is killed. Throws with the end of the engine's log when it does not start.
 */
async function startSwarmEngine(): Promise<SwarmEngine> {
  const root = programs();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fairlead-swarm-'));
  const cgroup = path.basename(dir);
  const socket = path.join(dir, 'docker.sock');
  const child = spawn('unshare', ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.on('error', () => {}); // It may be gone before it has read.
  child.stdin?.write(script(root, dir, cgroup));
  const close = () => stop(child, dir, cgroup);
  try {
    const call = (method: string, at: string, body?: unknown) => callEngine(socket, method, at, body);
    await answers(() => call('GET', '/_ping'), child);
    await call('POST', '/swarm/init', { ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1' });
    await importImages(socket, root, dir);
    return { socket, call, close };
  } catch (error) {
    const log = path.join(dir, 'log');
    const end = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').slice(-1_500) : '';
    await close();
    throw new Error(`The Docker engine does not start: ${String(error)}\n${end}`);
  }
}

/** What the first process of the namespaces does: it ends, and they with it, when its input does. */
function script(root: string, dir: string, cgroup: string): string {
  const libraries = ['usr/lib', 'lib'].map((name) => `${root}/${name}/$(uname -m)-linux-gnu`).join(':');
  const flags = [
    `--host=unix://${dir}/docker.sock`,
    `--data-root=${dir}/data`,
    `--exec-root=${dir}/exec`,
    `--pidfile=${dir}/pid`,
    '--iptables=false --ip6tables=false --ip-masq=false --bridge=none --storage-driver=vfs',
    `--cgroup-parent=/${cgroup}`,
  ];
  return `
    ${root}/bin/busybox ip link set lo up
    mount -t tmpfs tmpfs /run
    export LD_LIBRARY_PATH=${libraries} PATH=${root}/usr/sbin:${root}/usr/bin:$PATH
    dockerd ${flags.join(' ')} >${dir}/log 2>&1 </dev/null &
    read -r _
    exit 0
  `;
}

async function answers(ping: () => Promise<unknown>, child: ChildProcess): Promise<void> {
  const until = Date.now() + startMs;
  for (;;) {
    const failure = await ping().then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) return;
    if (child.exitCode !== null || Date.now() > until) throw failure;
    await sleep(100);
  }
}

async function importImages(socket: string, root: string, dir: string): Promise<void> {
  const files = path.join(dir, 'image');
  fs.mkdirSync(path.join(files, 'bin'), { recursive: true });
  fs.copyFileSync(path.join(root, 'bin/busybox'), path.join(files, 'bin/busybox'));
  for (const name of ['sh', 'sleep']) fs.symlinkSync('busybox', path.join(files, 'bin', name));
  const tar = run('tar', ['-C', files, '-c', '.']);
  for (const [tag, image] of Object.entries(images)) {
    const changes = ['ENV PATH=/bin', `CMD ["sh","-c",${JSON.stringify(image.command)}]`];
    if ('check' in image) changes.push(`HEALTHCHECK --interval=200ms --retries=2 CMD ${image.check}`);
    const query = new URLSearchParams({ fromSrc: '-', repo: 'web', tag });
    for (const change of changes) query.append('changes', change);
    await callEngine(socket, 'POST', `/images/create?${query}`, tar);
  }
}

function callEngine(socketPath: string, method: string, at: string, body?: unknown): Promise<unknown> {
  const isTar = Buffer.isBuffer(body);
  const data = body === undefined || isTar ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': isTar ? 'application/x-tar' : 'application/json' };
    const request = http.request({ socketPath, method, path: at, headers, agent: false, timeout: startMs });
    request.on('timeout', () => request.destroy(new Error(`${method} ${at}: no answer`)));
    request.on('error', reject);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (each: Buffer) => parts.push(each));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if ((response.statusCode ?? 0) >= 300)
          return reject(new Error(`${method} ${at}: ${response.statusCode} ${text}`));
        const isJson = response.headers['content-type']?.includes('json') && !isTar;
        resolve(isJson && text ? JSON.parse(text) : text);
      });
    });
    request.end(data);
  });
}

async function stop(child: ChildProcess, dir: string, cgroup: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await Promise.race([ended, sleep(5_000)]);
    child.kill('SIGKILL');
  }
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  const hierarchies = ['', ...fs.readdirSync('/sys/fs/cgroup')].map((each) =>
    path.join('/sys/fs/cgroup', each, cgroup),
  );
  for (const each of hierarchies) if (fs.existsSync(each)) await removeCgroup(each);
}

/** The kernel lets go of a group shortly after its last process. */
async function removeCgroup(dir: string): Promise<void> {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(path.join(dir, entry.name));
  }
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      return fs.rmdirSync(dir);
    } catch {
      await sleep(100);
    }
  }
}
