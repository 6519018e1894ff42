import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { OutgoingError, outgoingUrlProblem, pinnedTo, resolveOutgoing } from '@/lib/server/outgoing';
import { AdapterError, type AdapterErrorCode } from '../../adapter';
import { callMs, makeCall, shown } from '../../adapter/call';
import type { ConnectionOf } from '../../schema';

type Connection = ConnectionOf<'aws-ecs'>;
type Options = { abortSignal: AbortSignal };
/** Makes one call with a client; `read` is tried again by the SDK when AWS throttles it, `write` never. */
export type AskEcs = <T>(
  kind: 'read' | 'write',
  signal: AbortSignal,
  call: (client: ECSClient, options: Options) => Promise<T>,
) => Promise<T>;

const attempts = { read: 3, write: 1 };
const endpointPorts = [443];
const invalid = (message: string) => new AdapterError('INVALID', message);

/** Calls of ECS in one region with one account's credentials. Each ends after 10 s; what fails is an AdapterError. */
export function ecsClient(connection: Connection): AskEcs {
  return (kind, signal, call) =>
    makeCall(
      signal,
      async (abortSignal) => {
        const client = await connect(connection, attempts[kind]);
        try {
          return await call(client, { abortSignal });
        } finally {
          client.destroy();
        }
      },
      nameFailure,
    );
}

async function connect(connection: Connection, maxAttempts: number): Promise<ECSClient> {
  const { region, endpoint } = connection;
  // The region becomes part of a host's name.
  if (!/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region)) throw invalid('Use a region such as eu-central-1.');
  const credentials = credentialsOf(connection);
  return new ECSClient({
    region,
    maxAttempts,
    ...(credentials ? { credentials } : {}),
    ...(endpoint === null ? { requestHandler: { requestTimeout: callMs } } : await atEndpoint(endpoint)),
  });
}

async function atEndpoint(endpoint: string): Promise<Pick<ECSClientConfig, 'endpoint' | 'requestHandler'>> {
  const problem = outgoingUrlProblem(endpoint);
  if (problem) throw invalid(problem);
  const url = new URL(endpoint);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
  if (url.protocol === 'http:' && !isLoopback)
    throw invalid('Use https://: requests to another host are not sent openly.');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const lookup = pinnedTo(await resolveOutgoing(host, port, endpointPorts));
  const agents = { httpAgent: new http.Agent({ lookup }), httpsAgent: new https.Agent({ lookup }) };
  return { endpoint, requestHandler: { ...agents, requestTimeout: callMs } };
}

/** Keys as given, a role that is assumed with them, or undefined: the SDK looks where AWS puts them. */
function credentialsOf(connection: Connection): ECSClientConfig['credentials'] {
  const { region, accessKeyId, secretAccessKey, roleArn, externalId } = connection;
  if (Boolean(accessKeyId) !== Boolean(secretAccessKey))
    throw invalid('Give both parts of the access key, or neither.');
  const keys = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  if (!roleArn) return keys;
  return fromTemporaryCredentials({
    ...(keys ? { masterCredentials: keys } : {}),
    params: { RoleArn: roleArn, RoleSessionName: 'fairlead', ...(externalId ? { ExternalId: externalId } : {}) },
    clientConfig: { region },
  });
}

const codes: Record<string, AdapterErrorCode> = {
  ServiceNotFoundException: 'NOT_FOUND',
  ServiceNotActiveException: 'NOT_FOUND',
  ClusterNotFoundException: 'NOT_FOUND',
  ServiceDeploymentNotFoundException: 'NOT_FOUND',
  ResourceNotFoundException: 'NOT_FOUND',
  AccessDeniedException: 'FORBIDDEN',
  BlockedException: 'FORBIDDEN',
  UnrecognizedClientException: 'FORBIDDEN',
  InvalidClientTokenId: 'FORBIDDEN',
  InvalidSignatureException: 'FORBIDDEN',
  ExpiredTokenException: 'FORBIDDEN',
  MissingAuthenticationToken: 'FORBIDDEN',
  AccessDenied: 'FORBIDDEN',
  CredentialsProviderError: 'FORBIDDEN',
  ThrottlingException: 'RATE_LIMITED',
  Throttling: 'RATE_LIMITED',
  TooManyRequestsException: 'RATE_LIMITED',
  RequestLimitExceeded: 'RATE_LIMITED',
  ConflictException: 'CONFLICT',
  UpdateInProgressException: 'CONFLICT',
  UnsupportedFeatureException: 'UNSUPPORTED',
  PlatformUnknownException: 'UNSUPPORTED',
  InvalidParameterException: 'INVALID',
  ClientException: 'INVALID',
  LimitExceededException: 'INVALID',
  ValidationException: 'INVALID',
  TimeoutError: 'TIMEOUT',
};

function nameFailure(error: unknown): AdapterError {
  if (error instanceof OutgoingError) {
    const code = { refused: 'FORBIDDEN', unreachable: 'UNREACHABLE', timeout: 'TIMEOUT' } as const;
    return new AdapterError(code[error.reason], error.message);
  }
  const { name, message, code, $metadata } = Object(error) as {
    name?: string;
    message?: string;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const known = codes[name ?? ''] ?? (status === 429 ? 'RATE_LIMITED' : undefined);
  // The SDK calls a connection that was reset a time-out too.
  if (known === 'TIMEOUT' && typeof code !== 'string')
    return new AdapterError('TIMEOUT', 'ECS did not answer in time.');
  if (known && known !== 'TIMEOUT')
    return new AdapterError(known, `ECS answered ${name}: ${shown(message ?? '')}`, status);
  const why = typeof code === 'string' ? code : status ? `status ${status}` : 'it broke off';
  return new AdapterError('UNREACHABLE', `No usable answer of ECS: ${why}.`, status);
}

/** Every page of a list, until there are `most`. */
export async function pages<T>(
  page: (nextToken: string | undefined) => Promise<{ items: T[] | undefined; nextToken: string | undefined }>,
  most: number,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], nextToken } = await page(token);
    all.push(...items);
    token = nextToken;
  } while (token && all.length < most);
  return all.slice(0, most);
}

/** Slices for calls that take so many names at once. */
export function batches<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
