import { expect, test } from 'vitest';
import { z } from 'zod';
import { rightsFor } from '../model/rights';
import type { KubernetesClient } from './kubernetes/client';
import { accessOf } from './kubernetes/connection';
import { pingCluster } from './kubernetes/rights';

const snippets = rightsFor('kubernetes', 'shop');
const ruleShape = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});
type Asked = { spec: { resourceAttributes: { verb: string; group: string; resource: string; subresource?: string } } };

async function rules(without = ''): Promise<z.infer<typeof ruleShape>[]> {
  const { loadYaml } = await import('@kubernetes/client-node');
  const documents = (snippets[0]?.code ?? '').split('---\n').map((text) => loadYaml(text) as Record<string, unknown>);
  const role = documents.find(({ kind }) => kind === 'Role');
  return z
    .array(ruleShape)
    .parse(role?.rules)
    .filter(({ resources }) => !resources.includes(without));
}

/** Answers reviews as a cluster with these rules would. */
const clusterWith = (granted: z.infer<typeof ruleShape>[]) =>
  ({
    get: async () => ({ gitVersion: 'v1.36.2' }),
    post: async (_path: string, body: unknown) => {
      const { verb, group, resource, subresource } = (body as Asked).spec.resourceAttributes;
      const what = subresource ? `${resource}/${subresource}` : resource;
      const allowed = granted.some(
        (rule) => rule.apiGroups.includes(group) && rule.resources.includes(what) && rule.verbs.includes(verb),
      );
      return { status: { allowed } };
    },
  }) as unknown as KubernetesClient;
const ping = (granted: z.infer<typeof ruleShape>[]) =>
  pingCluster(clusterWith(granted), 'shop', new AbortController().signal);

test('the role that is offered grants all that a check asks for, and nothing that is too much', async () => {
  expect(await ping(await rules())).toMatchObject({ missing: [], excess: [] });
});

test('control: without one of its rules the check misses it', async () => {
  expect((await ping(await rules('pods'))).missing).toEqual(['pods: list in namespace shop']);
});

test('the kubeconfig that its command prints is one that is taken', async () => {
  const printed = /<<END\n(.*)\nEND/s.exec(snippets[1]?.code ?? '')?.[1] ?? '';
  const kubeconfig = printed
    .replace('$SERVER', 'https://cluster.example:6443')
    .replace('$CA', Buffer.from('ca').toString('base64'))
    .replace('$TOKEN', 'a-token');
  const { url, secured } = await accessOf({ kind: 'kubernetes', kubeconfig, inCluster: false });
  expect(url.href).toBe('https://cluster.example:6443/');
  expect(JSON.stringify(secured.headers)).toContain('a-token');
});
