import https from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeKubernetes, startFakeKubernetes } from './server';
import { changeCheckout, checkoutOf, createCheckout, deployImage } from './world';

/** What release control guide 3.3 measured of a real 1.36.2, told by the fake. Its clock moves by hand here. */
let fake: FakeKubernetes;
const path = '/apis/apps/v1/namespaces/shop/deployments/checkout';
const settle = () => fake.clock.advance(20_000);

beforeEach(async () => {
  fake = await startFakeKubernetes({ speed: 0 });
  createCheckout(fake, 'web:1');
  settle();
});
afterEach(() => fake.close());

type Answer = { status: number; body: Record<string, unknown> & { metadata: Record<string, unknown> } };

function call(method: string, to: string, body?: unknown, type = 'json-patch+json', token = 'admin-token') {
  return new Promise<Answer>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': `application/${type}`, 'user-agent': 'ci/1' };
    const request = https.request(
      fake.url + to,
      { method, ca: fake.authority.ca, headers, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) });
        });
      },
    );
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const patch = (operations: object[], query = '') => call('PATCH', path + query, operations);
const numbers = () =>
  fake.store
    .all('replicasets', 'shop')
    .map(({ metadata }) => Number(metadata.annotations?.['deployment.kubernetes.io/revision']))
    .sort((a, b) => a - b);
const image = () => checkoutOf(fake).spec.template.spec.containers[0]?.image;

/** What kubectl rollout undo does: the template of the second newest revision, put there without a condition. */
async function undo(): Promise<void> {
  const sets = fake.store.all('replicasets', 'shop');
  const byNumber = (number: number | undefined) =>
    sets.find(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'] === String(number));
  const { 'pod-template-hash': _own, ...labels } = byNumber(numbers().at(-2))?.spec.template.metadata?.labels ?? {};
  const template = { ...byNumber(numbers().at(-2))?.spec.template, metadata: { labels } };
  expect((await patch([{ op: 'replace', path: '/spec/template', value: template }])).status).toBe(200);
  settle();
}

describe('a patch that cannot be applied', () => {
  it.each([
    ['a test that fails', [{ op: 'test', path: '/metadata/uid', value: 'other' }]],
    ['an add into an absent map', [{ op: 'add', path: '/spec/absent/x', value: 1 }]],
    ['a remove of an absent path', [{ op: 'remove', path: '/spec/paused' }]],
  ])('%s is 422 without a word on why', async (_what, operations) => {
    const { status, body } = await patch(operations);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    });
    expect(fake.mutations).toEqual([]);
  });

  it('that makes an invalid object names the field', async () => {
    const { status, body } = await patch([{ op: 'replace', path: '/spec/template/spec/containers', value: [] }]);
    expect([status, body]).toMatchObject([422, { details: { causes: [{ field: 'spec.template.spec.containers' }] } }]);
  });
});

it('401, 403, 404, 409 and 415 read as they do', async () => {
  fake.accounts.set('blind', { name: 'system:serviceaccount:shop:blind', may: () => false });
  expect(await call('GET', path, undefined, '', 'wrong')).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized' },
  });
  expect((await call('GET', path, undefined, '', 'blind')).body.message).toBe(
    'deployments.apps "checkout" is forbidden: User "system:serviceaccount:shop:blind" cannot get resource "deployments" in API group "apps" in the namespace "shop"',
  );
  expect((await call('GET', `${path}x`)).body.message).toBe('deployments.apps "checkoutx" not found');
  const stale = { metadata: { resourceVersion: '1' }, spec: { replicas: 2 } };
  expect(await call('PATCH', path, stale, 'merge-patch+json')).toMatchObject({
    status: 409,
    body: { reason: 'Conflict' },
  });
  expect((await call('PATCH', path, [], 'json')).status).toBe(415);
});

it('a dry run answers with the result and changes nothing', async () => {
  const before = checkoutOf(fake);
  const { body } = await patch(
    [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:9' }],
    '?dryRun=All',
  );
  expect(body).toMatchObject({
    metadata: { generation: 2 },
    spec: { template: { spec: { containers: [{ image: 'web:9' }] } } },
  });
  expect(checkoutOf(fake)).toEqual(before);
  expect(fake.mutations).toEqual([]);
});

it('undo of 3 to 2 makes 2 become 4, and a second undo returns to the bad version', async () => {
  deployImage(fake, 'web:2');
  settle();
  deployImage(fake, 'web:bad');
  settle();
  expect([numbers(), image()]).toEqual([[1, 2, 3], 'web:bad']);
  await undo();
  expect([numbers(), image()]).toEqual([[1, 3, 4], 'web:2']);
  await undo();
  expect([numbers(), image()]).toEqual([[1, 4, 5], 'web:bad']);
});

it('right after a patch the old status stands there, with its old failure', () => {
  changeCheckout(fake, { spec: { progressDeadlineSeconds: 5 } });
  fake.kubelet.behave('web:bad', 'unready');
  deployImage(fake, 'web:bad');
  settle();
  const failed = checkoutOf(fake);
  deployImage(fake, 'web:1');
  const { metadata, status } = checkoutOf(fake);
  expect(status.observedGeneration).toBe(failed.metadata.generation);
  expect(metadata.generation).toBe((failed.metadata.generation ?? 0) + 1);
  expect(status.conditions).toContainEqual(expect.objectContaining({ reason: 'ProgressDeadlineExceeded' }));
  settle();
  expect(checkoutOf(fake).status.conditions).toContainEqual(
    expect.objectContaining({ reason: 'NewReplicaSetAvailable' }),
  );
});

it('a paused Deployment takes a patch with 200, and nothing rolls', async () => {
  changeCheckout(fake, { spec: { paused: true } });
  settle();
  expect(
    (await patch([{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:2' }])).status,
  ).toBe(200);
  settle();
  expect(fake.store.all('replicasets', 'shop')).toHaveLength(1);
  expect(checkoutOf(fake).status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }),
  );
});

it('annotations and replicas move the generation, the status moves only the version', async () => {
  const generation = () => checkoutOf(fake).metadata.generation;
  await patch([{ op: 'add', path: '/metadata/annotations/note', value: 'x' }]);
  expect(generation()).toBe(2);
  await patch([{ op: 'replace', path: '/spec/replicas', value: 4 }]);
  expect(generation()).toBe(3);
  const { resourceVersion } = checkoutOf(fake).metadata;
  settle();
  expect(generation()).toBe(3);
  expect(checkoutOf(fake).metadata.resourceVersion).not.toBe(resourceVersion);
});

it('server-side apply conflicts with who rolled back, until it is forced', async () => {
  deployImage(fake, 'web:2');
  await patch(
    [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:1' }],
    '?fieldManager=fairlead',
  );
  const fix = { spec: { template: { spec: { containers: [{ name: 'app', image: 'web:3' }] } } } };
  const apply = (query: string) => call('PATCH', `${path}?fieldManager=ci${query}`, fix, 'apply-patch+yaml');
  const refused = await apply('');
  expect([refused.status, refused.body.message]).toEqual([
    409,
    expect.stringContaining('1 conflict: conflict with "fairlead"'),
  ]);
  expect((await apply('&force=true')).status).toBe(200);
});

it('keeps as many old ReplicaSets as the limit says', () => {
  changeCheckout(fake, { spec: { revisionHistoryLimit: 1 } });
  for (const version of ['web:2', 'web:3', 'web:4']) {
    deployImage(fake, version);
    settle();
  }
  expect(numbers()).toEqual([3, 4]);
});
