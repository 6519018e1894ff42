import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AllowedHost, parseAllowedHosts } from '@/lib/core/addresses';
import { makeAuthority } from '@/lib/testing/fake-kubernetes/certificate';
import { type FakeKubernetes, startFakeKubernetes } from '@/lib/testing/fake-kubernetes/server';
import { kubeconfigOf } from '@/lib/testing/fake-kubernetes/world';
import { AdapterError } from '../../adapter';
import { kubernetesClient } from './client';
import { accessOf } from './connection';

const listed = vi.hoisted(() => ({ hosts: [] as unknown[] }));
vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: listed.hosts }) }));
const allow = (text: string) => {
  listed.hosts = parseAllowedHosts(text) satisfies AllowedHost[];
};

const secret = 'very-secret-token';
type Parts = { server?: string; cluster?: object; user?: object | null; context?: object };
const config = ({
  server = 'https://k8s.example:6443',
  cluster = {},
  user = { token: secret },
  context = {},
}: Parts = {}) =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: user === null ? [] : [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
    'current-context': 'x',
  });
const typed = (kubeconfig: string | null) => ({ kind: 'kubernetes' as const, kubeconfig, inCluster: false });
async function refusalOf(call: Promise<unknown>): Promise<AdapterError> {
  const error = await call.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof AdapterError) return error;
  throw error;
}

describe('a kubeconfig', () => {
  it('gives server, authority and token', async () => {
    const ca = Buffer.from('authority').toString('base64');
    const { url, secured } = await accessOf(typed(config({ cluster: { 'certificate-authority-data': ca } })));
    expect(url.host).toBe('k8s.example:6443');
    expect(secured).toMatchObject({ ca: Buffer.from('authority'), headers: { Authorization: `Bearer ${secret}` } });
    expect(secured.rejectUnauthorized).toBe(true);
  });

  it.each<[string, string, Parts]>([
    ['exec', 'exec', { user: { exec: { command: '/bin/sh', args: ['-c', secret] } } }],
    ['an auth-provider', 'auth-provider', { user: { 'auth-provider': { name: 'gcp', config: { cmd: secret } } } }],
    ['a token file', 'tokenFile', { user: { tokenFile: '/etc/hostname' } }],
    ['the library’s own spelling of one', 'token-file', { user: { 'token-file': '/etc/hostname' } }],
    ['a file of a certificate', 'client-certificate', { user: { 'client-certificate': '/etc/hostname' } }],
    ['a file of a key', 'client-key', { user: { token: secret, 'client-key': '/etc/hostname' } }],
    ['a file of the authority', 'certificate-authority', { cluster: { 'certificate-authority': '/etc/hostname' } }],
    ['a proxy', 'proxy-url', { cluster: { 'proxy-url': 'http://proxy.example' } }],
    ['a password', 'password', { user: { username: 'ada', password: secret } }],
    ['impersonation', 'impersonates', { user: { token: secret, as: 'system:admin' } }],
    ['plain http', 'not https', { server: 'http://k8s.example:6443' }],
    [
      'plain http with skipped checks',
      'not https',
      { server: 'http://127.0.0.1:1', cluster: { 'insecure-skip-tls-verify': true } },
    ],
    ['skipped checks off loopback', 'insecure-skip-tls-verify', { cluster: { 'insecure-skip-tls-verify': true } }],
    [
      'skipped checks of a name',
      'insecure-skip-tls-verify',
      { server: 'https://localhost:1', cluster: { 'insecure-skip-tls-verify': true } },
    ],
    ['user and password in the address', 'more than host', { server: `https://ada:${secret}@k8s.example` }],
  ])('with %s is refused, and not quoted', async (_what, word, parts) => {
    const error = await refusalOf(accessOf(typed(config(parts))));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining(word)]);
    expect(error.message).not.toContain(secret);
  });

  it('is refused for a user that is not current, too: its file would be read', async () => {
    const both = JSON.parse(config());
    both.users.push({ name: 'other', user: { 'token-file': '/etc/hostname' } });
    expect((await refusalOf(accessOf(typed(JSON.stringify(both))))).code).toBe('UNSUPPORTED');
  });

  it.each<[string, string | null]>([
    ['nothing', null],
    ['no YAML', `token: [${secret}`],
    ['something else', 'just words'],
    ['no such context', JSON.stringify({ ...JSON.parse(config()), 'current-context': 'gone' })],
    ['no such cluster', config({ context: { cluster: 'gone' } })],
    ['no user', config({ user: null })],
    ['an address that is none', config({ server: 'https://' })],
  ])('%s is INVALID, and not quoted', async (_what, text) => {
    const error = await refusalOf(accessOf(typed(text)));
    expect([error.code, error.message.includes(secret)]).toEqual(['INVALID', false]);
  });

  it('may skip the check of a loopback address', async () => {
    const parts = { server: 'https://127.0.0.1:6443', cluster: { 'insecure-skip-tls-verify': true } };
    expect((await accessOf(typed(config(parts)))).secured.rejectUnauthorized).toBe(false);
  });
});

describe('in a pod', () => {
  const inPod = { kind: 'kubernetes' as const, kubeconfig: null, inCluster: true };
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'fairlead-pod-'));
    const folder = path.join(root, 'var/run/secrets/kubernetes.io/serviceaccount');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'ca.crt'), 'authority');
    writeFileSync(path.join(folder, 'token'), secret);
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
    vi.unstubAllEnvs();
  });

  it('the pod’s own account is used, at an address that nobody typed', async () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1');
    vi.stubEnv('KUBERNETES_SERVICE_PORT', '443');
    const { url, secured, isTyped } = await accessOf(inPod, root);
    expect([url.href, isTyped]).toEqual(['https://10.0.0.1/', false]);
    expect(secured).toMatchObject({ ca: Buffer.from('authority'), headers: { Authorization: `Bearer ${secret}` } });
  });

  it('elsewhere it is UNSUPPORTED', async () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
    vi.stubEnv('KUBERNETES_SERVICE_PORT', undefined);
    expect((await refusalOf(accessOf(inPod, root))).code).toBe('UNSUPPORTED');
  });
});

describe('a connection', () => {
  let fake: FakeKubernetes;
  const signal = () => AbortSignal.timeout(5_000);
  const versionBy = (kubeconfig: string) => kubernetesClient(typed(kubeconfig)).get('/version', signal());
  beforeAll(async () => {
    fake = await startFakeKubernetes({ speed: 0 });
  });
  afterAll(() => fake.close());

  it('to a private address is made only when an operator listed it', async () => {
    allow('');
    const error = await refusalOf(versionBy(kubeconfigOf(fake)));
    expect(error.message).toContain('FAIRLEAD_OUTGOING_HOSTS');
    expect(fake.calls).toEqual([]);
    allow('127.0.0.1');
    expect(await versionBy(kubeconfigOf(fake))).toMatchObject({ gitVersion: 'v1.36.2' });
  });

  it('is not made to a server whose certificate another authority signed', async () => {
    allow('127.0.0.1');
    const before = fake.calls.length;
    const error = await refusalOf(versionBy(kubeconfigOf({ ...fake, authority: makeAuthority() })));
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringContaining('certificate')]);
    expect(fake.calls).toHaveLength(before);
  });

  it('checks that the certificate is for the name that is called', async () => {
    allow('127.0.0.1');
    const wrong = JSON.parse(kubeconfigOf(fake));
    wrong.clusters[0].cluster['tls-server-name'] = 'elsewhere.example';
    expect((await refusalOf(versionBy(JSON.stringify(wrong)))).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    wrong.clusters[0].cluster['tls-server-name'] = 'kubernetes.default.svc';
    expect(await versionBy(JSON.stringify(wrong))).toMatchObject({ major: '1' });
  });

  it('may use a client certificate', async () => {
    allow('127.0.0.1');
    const { cert, key } = fake.authority.issue('ada', []);
    fake.accounts.set('certificate:ada', { name: 'ada', may: () => true });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    expect(await versionBy(kubeconfigOf(fake, user))).toMatchObject({ major: '1' });
    const stranger = makeAuthority().issue('ada', []);
    const other = { 'client-certificate-data': base64(stranger.cert), 'client-key-data': base64(stranger.key) };
    expect((await refusalOf(versionBy(kubeconfigOf(fake, other)))).http).toBe(401);
  });

  it('says what is wrong with a token, and does not follow elsewhere', async () => {
    allow('127.0.0.1');
    const denied = await refusalOf(versionBy(kubeconfigOf(fake, { token: secret })));
    expect([denied.code, denied.http, denied.message.includes(secret)]).toEqual(['FORBIDDEN', 401, false]);
    fake.faults.next('GET', 'redirect');
    expect(await refusalOf(versionBy(kubeconfigOf(fake)))).toMatchObject({ code: 'UNREACHABLE', http: 302 });
  });
});
