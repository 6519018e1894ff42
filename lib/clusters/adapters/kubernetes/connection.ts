import type { RequestOptions } from 'node:https';
import { z } from 'zod';
import { AdapterError } from '../../adapter';
import type { ConnectionOf } from '../../schema';

/** How a cluster is reached. `secured`: certificate authority, client certificate, headers with the token. Never logged. */
export type Access = {
  url: URL;
  secured: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized' | 'headers'>;
  /** Somebody typed the address in, so it is checked before it is called (reliability guide, 13). */
  isTyped: boolean;
};

const entry = z.looseObject({ name: z.string() });
const kubeconfigShape = z.looseObject({
  clusters: z.array(entry.extend({ cluster: z.looseObject({ server: z.string() }) })).min(1),
  users: z.array(entry.extend({ user: z.looseObject({}).nullish() })).default([]),
  contexts: z.array(entry.extend({ context: z.looseObject({ cluster: z.string(), user: z.string().optional() }) })),
  'current-context': z.string(),
});

/** Keys of a user that run a program, read a file of this machine or ask elsewhere, and why that is refused. */
const refusedOfUsers: Record<string, string> = {
  exec: 'It names a program to run (exec). Use the token of a service account.',
  'auth-provider': 'It names an auth-provider. Use the token of a service account.',
  tokenFile: fileRefusal('tokenFile'),
  'token-file': fileRefusal('token-file'),
  'client-certificate': fileRefusal('client-certificate'),
  'client-key': fileRefusal('client-key'),
  username: 'It has a user name and password. Use the token of a service account.',
  as: 'It impersonates another user (as). Use that user’s own token.',
};
const refusedOfClusters: Record<string, string> = {
  'certificate-authority': fileRefusal('certificate-authority'),
  'proxy-url': 'It names a proxy (proxy-url), which would see every call. Leave it out.',
};

/**
 * Checks what was typed in and reads the credentials from it. Refused as UNSUPPORTED: what runs programs or reads files of this
 * machine, plain http, and unchecked certificates but of a loopback address. INVALID: what is no kubeconfig. No message quotes it.
 */
export async function accessOf({ kubeconfig, inCluster }: ConnectionOf<'kubernetes'>, podRoot = ''): Promise<Access> {
  // Loaded when first needed: the client is large, and few pages speak to a cluster.
  const { KubeConfig, loadYaml } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (inCluster) {
    config.loadFromCluster(podRoot);
    if (
      !config.getCurrentCluster()?.server.startsWith('https://') ||
      config.getCurrentCluster()?.server.includes('undefined')
    )
      throw new AdapterError('UNSUPPORTED', 'Fairlead does not run in a pod of a cluster.');
  } else {
    if (kubeconfig === null) throw new AdapterError('INVALID', 'The connection has no kubeconfig.');
    checkKubeconfig(kubeconfig, loadYaml);
    config.loadFromString(kubeconfig);
  }
  const cluster = config.getCurrentCluster();
  const url = URL.parse(cluster?.server ?? '');
  if (!cluster || !url) throw new AdapterError('INVALID', 'The kubeconfig names no server for its current context.');
  if (url.protocol !== 'https:')
    throw new AdapterError(
      'UNSUPPORTED',
      'The server of the cluster is not https://. Credentials are sent over TLS only.',
    );
  if (url.username || url.password || url.search || url.hash)
    throw new AdapterError('UNSUPPORTED', 'The address of the server holds more than host, port and path.');
  if (cluster.skipTLSVerify && !/^(127\.|\[::1\]$)/.test(url.hostname))
    throw new AdapterError(
      'UNSUPPORTED',
      'It skips the check of the certificate (insecure-skip-tls-verify). Add the authority instead.',
    );
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch {
    throw new AdapterError('UNREACHABLE', 'The credentials of the cluster could not be read.');
  }
  const { ca, cert, key, servername, rejectUnauthorized, headers } = options;
  const secured = { ca, cert, key, servername, rejectUnauthorized: rejectUnauthorized ?? true, headers };
  const given = Object.entries(secured).filter(([, value]) => value !== undefined);
  return { url, secured: Object.fromEntries(given), isTyped: !inCluster };
}

function checkKubeconfig(text: string, loadYaml: (text: string) => unknown): void {
  let loaded: unknown;
  try {
    loaded = loadYaml(text);
  } catch {
    // What YAML says of an error quotes the lines around it.
    throw new AdapterError('INVALID', 'The kubeconfig is not YAML.');
  }
  const parsed = kubeconfigShape.safeParse(loaded);
  if (!parsed.success)
    throw new AdapterError('INVALID', 'It is no kubeconfig: clusters, users, contexts and current-context.');
  const { clusters, users, contexts, 'current-context': current } = parsed.data;
  const context = contexts.find(({ name }) => name === current)?.context;
  if (!context || !clusters.some(({ name }) => name === context.cluster))
    throw new AdapterError('INVALID', 'The current context of the kubeconfig names no cluster in it.');
  // Without a user the library would not apply the certificate authority either.
  if (!users.some(({ name }) => name === context.user))
    throw new AdapterError('INVALID', 'The current context of the kubeconfig names no user in it.');
  // Of all users and clusters: the library reads the files of those that are not current, too.
  for (const { user } of users) refuse(user ?? {}, refusedOfUsers);
  for (const { cluster } of clusters) refuse(cluster, refusedOfClusters);
}

function refuse(found: Record<string, unknown>, refused: Record<string, string>): void {
  for (const [key, why] of Object.entries(refused)) {
    if (found[key] !== undefined && found[key] !== null)
      throw new AdapterError('UNSUPPORTED', `The kubeconfig is refused. ${why}`);
  }
}

function fileRefusal(key: string): string {
  return `It names a file (${key}). Put the content itself into the kubeconfig, for example with kubectl config view --flatten.`;
}
