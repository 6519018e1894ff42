import net from 'node:net';

/** A relay in front of a server on loopback that treats connections badly. */
export type BadWire = { url: string; cuts: () => number; close: () => void };

/** What becomes of the bytes that a server sends: how many of a connection's pass before it is cut; null: all of them. */
type Patience = () => number | null;

/** Relays connections to `port`; of what the server answers, only so many bytes as `patience` says come through, then the line is dead. */
export async function startBadWire(port: () => number, patience: Patience): Promise<BadWire> {
  let cuts = 0;
  const open = new Set<net.Socket>();
  const relay = net.createServer((client) => {
    const server = net.connect(port(), '127.0.0.1');
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    let left = patience();
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      if (left === null) return void client.write(bytes);
      if (bytes.length <= left) {
        left -= bytes.length;
        client.write(bytes);
        return;
      }
      cuts += 1;
      // In the midst of a frame: the part before reaches the client.
      client.write(bytes.subarray(0, left), end);
    });
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    cuts: () => cuts,
    close: () => {
      relay.close();
      for (const socket of open) socket.destroy();
    },
  };
}
