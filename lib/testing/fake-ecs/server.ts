import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { EcsFault, type Input, perform } from './operations';
import { isSigned } from './signature';
import type { FakeState } from './state';

/** What may go wrong with an answer. The change is made in 'lost' only. */
export type FakeFault = 'lost' | 'hang' | 'reset' | 'bad-json' | 'server-error' | 'throttled' | 'denied';

/** The API of ECS on loopback: its wire (AWS JSON 1.1, signatures checked) over state that a scheduler moves with time. */
export type FakeEcs = {
  url: string;
  keys: { id: string; secret: string };
  state: FakeState;
  /** Every call that was answered, with its input. */
  calls: { name: string; input: Input }[];
  /** The next calls of this operation end so; a fault each. */
  fail: (name: string, ...faults: FakeFault[]) => void;
  /** From now on services say that every deployment is complete. */
  lie: () => void;
  /** Called once, just before the next call of this operation is performed. */
  before: (name: string, act: () => void) => void;
  /** Changes that were made over the wire. */
  changes: () => number;
  close: () => Promise<void>;
};

const writes = ['UpdateService', 'StopServiceDeployment'];

export async function startFakeEcs(): Promise<FakeEcs> {
  const state: FakeState = { services: [], definitions: [], revisions: [], made: 0 };
  const keys = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const calls: FakeEcs['calls'] = [];
  const faults = new Map<string, FakeFault[]>();
  const hooks = new Map<string, () => void>();
  let [lies, changes] = [false, 0];

  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const name = String(request.headers['x-amz-target']).replace('AmazonEC2ContainerServiceV20141113.', '');
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': String(calls.length),
      });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    const refuse = ({ status, type, message }: EcsFault) => answer(status, { __type: type, message });
    if (!isSigned(request.headers, body, keys)) {
      return refuse(
        new EcsFault('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      );
    }
    const fault = faults.get(name)?.shift();
    if (fault === 'hang') return;
    if (fault === 'reset') return void request.socket.destroy();
    if (fault === 'bad-json') return answer(200, '{"services": [');
    if (fault === 'server-error') return refuse(new EcsFault('ServerException', 'Service Unavailable.', 500));
    if (fault === 'throttled') return refuse(new EcsFault('ThrottlingException', 'Rate exceeded'));
    if (fault === 'denied') {
      const words = `User: arn:aws:iam::123456789012:user/fairlead is not authorized to perform: ecs:${name}`;
      return refuse(new EcsFault('AccessDeniedException', words));
    }
    const hook = hooks.get(name);
    hooks.delete(name);
    hook?.();
    try {
      const input: Input = JSON.parse(body);
      const made = perform(state, name, lies ? { ...input, lies } : input, Date.now());
      calls.push({ name, input });
      if (writes.includes(name)) changes += 1;
      if (fault === 'lost') return void request.socket.destroy();
      answer(200, made);
    } catch (error) {
      if (!(error instanceof EcsFault)) throw error;
      refuse(error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    state,
    calls,
    fail: (name, ...next) => void faults.set(name, [...(faults.get(name) ?? []), ...next]),
    lie: () => {
      lies = true;
    },
    before: (name, act) => void hooks.set(name, act),
    changes: () => changes,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
