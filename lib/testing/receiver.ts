import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { path: string; headers: http.IncomingHttpHeaders; text: string };
/** How to answer: a status, with headers; or not at all. */
type Answer = { status: number; headers?: Record<string, string> } | 'hang' | 'reset';

export type Receiver = {
  url: string;
  received: Received[];
  /** The coming calls are answered with these in turn, later ones with 200. */
  answer: (...answers: Answer[]) => void;
  close: () => Promise<void>;
};

/** A receiver of webhooks on loopback that does as it is told. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const plan: Answer[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, text: Buffer.concat(parts).toString() });
      const next = plan.shift() ?? { status: 200 };
      if (next === 'hang') return;
      if (next === 'reset') return void request.socket.destroy();
      response.writeHead(next.status, next.headers);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (...answers) => void plan.push(...answers),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
