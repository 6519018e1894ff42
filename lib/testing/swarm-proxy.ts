import http from 'node:http';

/** Stands between an adapter and the engine: counts changes, and does to answers what networks do. */
export type SwarmProxy = {
  socket: string;
  /** Updates of services that the engine accepted. */
  updates: () => number;
  loseNextAnswer: () => void;
  /** From now on every service says that its update is complete. */
  lie: () => void;
  /** Called once, before the next update is handed on: what another hand does at the worst moment. */
  beforeNextUpdate: (act: () => Promise<unknown>) => void;
  close: () => Promise<void>;
};

export async function startSwarmProxy(engineSocket: string, socket: string): Promise<SwarmProxy> {
  let [accepted, loses, lies] = [0, false, false];
  let before: (() => Promise<unknown>) | null = null;

  const server = http.createServer(async (request, response) => {
    const isUpdate = /\/update\?/.test(request.url ?? '');
    const sent: Buffer[] = [];
    for await (const part of request) sent.push(part);
    if (isUpdate && before) {
      const act = before;
      before = null;
      await act();
    }
    const { method, url: path, headers } = request;
    const onward = http.request({ socketPath: engineSocket, method, path, headers, agent: false }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      const isMade = isUpdate && answer.statusCode === 200;
      if (isMade) accepted += 1;
      if (isMade && loses) {
        loses = false;
        return void request.socket.destroy();
      }
      let text = Buffer.concat(parts).toString();
      const service = lies && method === 'GET' && /^\/services\/\w+$/.test(path ?? '');
      if (service) text = JSON.stringify({ ...JSON.parse(text), UpdateStatus: { State: 'completed' } });
      response.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
      response.end(text);
    });
    onward.on('error', () => request.socket.destroy());
    onward.end(Buffer.concat(sent));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    updates: () => accepted,
    loseNextAnswer: () => {
      loses = true;
    },
    lie: () => {
      lies = true;
    },
    beforeNextUpdate: (act) => {
      before = act;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
