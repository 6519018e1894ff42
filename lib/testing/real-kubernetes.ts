import { randomBytes } from 'node:crypto';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubernetes } from '@/lib/clusters/adapters/kubernetes';
import { accessOf } from '@/lib/clusters/adapters/kubernetes/connection';
import type { ConnectionOf } from '@/lib/clusters/schema';
import type { ContractVersion, ContractWorld } from './adapter-world';

/** What is deployed to a real cluster: a small public image under several tags, and what it is told to do. */
const versions: Record<ContractVersion, { image: string; command: string[] }> = {
  v1: { image: 'docker.io/library/busybox:1.34', command: ['sleep', '3600'] },
  v2: { image: 'docker.io/library/busybox:1.35', command: ['sleep', '3600'] },
  v3: { image: 'docker.io/library/busybox:1.36', command: ['sleep', '3600'] },
  'missing-image': { image: 'docker.io/library/busybox:never-published', command: ['sleep', '3600'] },
  crashing: { image: 'docker.io/library/busybox:1.37', command: ['sh', '-c', 'exit 1'] },
};

type Pod = {
  spec: { containers: { image: string }[] };
  status: { containerStatuses?: { state?: { waiting?: { reason?: string } } }[] };
};

export type RealKubernetes = {
  /** A new Deployment of two replicas in the namespace of this run. */
  makeWorld: () => Promise<ContractWorld>;
  /** Removes the namespace, with all that was made. */
  close: () => Promise<void>;
};

/**
 * Worlds of the contract on an API server that is really there. Everything is made in one new namespace, fairlead-contract-…, by calls
 * of its own: what the adapter shares with it is the kubeconfig only.
 */
export async function startRealKubernetes(kubeconfig: string): Promise<RealKubernetes> {
  const connection: ConnectionOf<'kubernetes'> = { kind: 'kubernetes', kubeconfig, inCluster: false };
  const { url, secured } = await accessOf(connection);
  const namespace = `fairlead-contract-${randomBytes(4).toString('hex')}`;
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;

  function call(method: string, path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const headers = { ...secured.headers, 'content-type': type, 'user-agent': 'ci' };
      const target = new URL(url.pathname.replace(/\/$/, '') + path, url);
      const request = https.request(target, { ...secured, method, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if ((response.statusCode ?? 0) < 300) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`));
        });
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Until the version runs everywhere, or a pod of it says why it does not. */
  async function settled(name: string, image: string): Promise<void> {
    for (;;) {
      const { metadata, spec, status } = (await call('GET', `${deployments}/${name}`)) as {
        metadata: { generation: number };
        spec: { replicas: number };
        status: Record<string, number | undefined>;
      };
      const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
      const isSeen = status.observedGeneration === metadata.generation;
      const isComplete = isSeen && counts.every((count) => count === spec.replicas);
      const { items } = (await call('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=app=${name}`)) as {
        items: Pod[];
      };
      const isStuck = items
        .filter((pod) => pod.spec.containers[0]?.image === image)
        .some(({ status: { containerStatuses = [] } }) =>
          containerStatuses.some(({ state }) => /BackOff|ErrImage/.test(state?.waiting?.reason ?? '')),
        );
      if (isComplete || isStuck) return;
      await sleep(200);
    }
  }

  await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  let made = 0;
  return {
    makeWorld: async () => {
      made += 1;
      const name = `checkout-${made}`;
      const container = { name: 'app', ...versions.v1 };
      const template = {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 0, containers: [container] },
      };
      const spec = { replicas: 2, selector: { matchLabels: { app: name } }, template };
      await call('POST', deployments, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace },
        spec,
      });
      await settled(name, versions.v1.image);
      const images = Object.entries(versions).map(([version, { image }]) => [version, image]);
      const patch = (operations: object[]) =>
        call('PATCH', `${deployments}/${name}`, operations, 'application/json-patch+json');
      return {
        adapter: kubernetes(connection),
        ref: { kind: 'k8s-deployment', namespace, name },
        images: Object.fromEntries(images) as ContractWorld['images'],
        deploy: async (version) => {
          const { image, command } = versions[version];
          const path = '/spec/template/spec/containers/0';
          await patch([
            { op: 'replace', path: `${path}/image`, value: image },
            { op: 'replace', path: `${path}/command`, value: command },
          ]);
          await settled(name, image);
        },
        pause: async () => void (await patch([{ op: 'add', path: '/spec/paused', value: true }])),
        loseNextAnswer: null,
        lie: null,
        mutations: null,
        close: async () => void (await call('DELETE', `${deployments}/${name}`)),
      };
    },
    close: async () => void (await call('DELETE', `/api/v1/namespaces/${namespace}`)),
  };
}
