import http from 'node:http';
import { monotonicMs } from '@/lib/core/time';

/** Somebody who watches an incident: the rows that came, in their order, and when. */
export type Viewer = { seqs: number[]; atMs: Map<number, number>; close: () => void };

/** Opens a live stream that reads after `after`, as raw sockets do: no reconnection, so that what the server does not send is missing. */
export function watch(url: string, headers: Record<string, string>, onRow: (seq: number) => void): Promise<Viewer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) return void reject(new Error(`${url} answered ${answer.statusCode}`));
      const viewer: Viewer = { seqs: [], atMs: new Map(), close: () => request.destroy() };
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        const now = monotonicMs();
        for (const line of lines) {
          if (!line.startsWith('id: ')) continue;
          const seq = Number(line.slice(4));
          viewer.seqs.push(seq);
          viewer.atMs.set(seq, now);
          onRow(seq);
        }
      });
      answer.on('error', () => undefined);
      resolve(viewer);
    });
    request.on('error', reject);
  });
}

/** Resolves once `isTrue` holds; looks every few milliseconds and gives up after `limitMs`. */
export async function until(isTrue: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = monotonicMs() + limitMs;
  while (!isTrue()) {
    if (monotonicMs() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
