import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import { monotonicMs } from '@/lib/core/time';
import { serverCommand } from '@/scripts/setup.mjs';

export type TestServer = {
  url: string;
  process: ChildProcess;
  /** Everything the server printed. */
  output: () => string;
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

export const testAdminKey = 'fl_test_admin_key_0123456789abcdefghijklmnop';

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Starts the production build on a port of its own against `databaseUrl`; resolves when it is ready. */
export async function startServer(databaseUrl: string, extra: Record<string, string> = {}): Promise<TestServer> {
  const port = Number(extra.PORT ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, serverCommand, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      HOST: '127.0.0.1',
      HOSTNAME: '127.0.0.1',
      PUBLIC_URL: url,
      NEXTAUTH_URL: url,
      NEXT_MANUAL_SIG_HANDLE: 'true',
      FAIRLEAD_ADMIN_EMAIL: 'admin@example.com',
      FAIRLEAD_ADMIN_PASSWORD: 'a test password',
      FAIRLEAD_ADMIN_API_KEY: testAdminKey,
      LOG_LEVEL: 'info',
      ...extra,
    },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const deadline = monotonicMs() + 90_000;
  for (;;) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null || child.signalCode !== null || monotonicMs() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The server did not get ready.\n${output.slice(-4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    process: child,
    output: () => output,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}
