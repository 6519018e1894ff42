import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { randomToken } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import type { Method } from '@/lib/server/operation';
import { rollbackCases } from './rollback-cases';

/**
 * What a valid call sends besides its path. `raw` goes out as it is; `stale` is a body that is refused because it comes too late,
 * `staleParams` are those of something that it is too late for. `once`: made again, it is a conflict. `provoking`: what else gets which answer.
 */
export type Given = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  raw?: string;
  stale?: unknown;
  staleParams?: Record<string, string>;
  once?: true;
  provoking?: Record<number, Given>;
};
/** Makes a call with every scope, to prepare another one; answers the body. */
export type Send = (method: Method, path: string, body: unknown) => Promise<unknown>;

const at = '2026-03-02T10:00:00Z';
const deployment = (id: string) => ({
  id,
  service: 'checkout',
  environment: 'production',
  status: 'succeeded',
  finished_at: at,
  team: 'Payments',
  changes: [{ sha: `sha-${id}`, committed_at: '2026-03-01T18:00:00Z', author: 'ana' }],
});
const incident = (id: string) => ({
  id,
  title: 'Card payments fail',
  severity: 'SEV2',
  services: ['checkout'],
  environment: 'production',
  detected_at: at,
  resolved_at: '2026-03-02T11:00:00Z',
});

async function reported(kind: 'deployments' | 'incidents', send: Send): Promise<string> {
  const id = `case-${randomToken(8)}`;
  await send('POST', `/api/v1/${kind}`, kind === 'deployments' ? deployment(id) : incident(id));
  return id;
}

async function addedAction(send: Send): Promise<string> {
  const key = await reported('incidents', send);
  const body = { text: 'Release connections after each query' };
  return ((await send('POST', `/api/v1/incidents/${key}/actions`, body)) as { id: string }).id;
}

const nothing = (): Given => ({});
const window = (): Given => ({ query: '?from=2026-03-01&to=2026-03-31' });
const ofDeployment = async (send: Send): Promise<Given> => ({ params: { id: await reported('deployments', send) } });
const ofIncident = async (send: Send): Promise<{ params: { key: string } }> => ({
  params: { key: await reported('incidents', send) },
});

type Found = { url: string };

const ofOpenIncident = async (send: Send): Promise<{ params: { key: string } }> => {
  const { resolved_at: _end, ...open } = incident(`case-${randomToken(8)}`);
  await send('POST', '/api/v1/incidents', open);
  return { params: { key: open.id } };
};

async function ofPostmortem(send: Send): Promise<{ params: { key: string } }> {
  const { params } = await ofIncident(send);
  const { key } = (await send('POST', `/api/v1/incidents/${params.key}/postmortem`, {})) as { key: string };
  return { params: { key } };
}

const source = () => ({ kind: 'alertmanager', name: 'A case' });
const ofSource = async (send: Send) => {
  const { id } = (await send('POST', '/api/v1/sources', source())) as { id: string };
  return { params: { id } };
};
const ofDelivery = async (send: Send): Promise<Given> => {
  const { params } = await ofSource(send);
  return { params: { ...params, delivery: await deliverNothing(params.id) } };
};

/** A delivery of a source that is kept, as if it had come: an alert that only proves the source alive. */
async function deliverNothing(sourceId: string): Promise<string> {
  const body = Buffer.from(JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'Watchdog' } }] }));
  const [row] = await primarySql<{ id: number }>(sql`
    WITH made AS (
      INSERT INTO delivery (source_id, kind, result, request_id)
      SELECT source_id, 'alert', 'ignored', 'case' FROM webhook_source WHERE id = ${sourceId}::uuid RETURNING id, source_id, received_at)
    INSERT INTO delivery_body (delivery_id, source_id, received_at, body)
    SELECT id, source_id, received_at, ${body} FROM made RETURNING delivery_id AS id`);
  return String(row?.id ?? 0);
}

/**
 * A valid call for each operation, by its id: something new each time, so that it can be made again and again. The tests of
 * conformance and of permissions fail for an operation that has none.
 */
export const operationCases: Record<string, (send: Send) => Given | Promise<Given>> = {
  ...rollbackCases,
  readLiveness: nothing,
  readReadiness: nothing,
  readOpenApi: nothing,
  readStatusFeed: nothing,
  listenToChannel: () => ({ params: { channel: 'overview' } }),
  prometheus: nothing,
  readDora: window,
  readServices: window,
  readWhy: () => ({ ...window(), params: { metric: 'change-failure-rate' } }),
  readRecords: () => ({ ...window(), params: { metric: 'lead-time' } }),
  readBadge: () => ({ params: { badge: 'lead-time.svg' } }),
  listServices: nothing,
  readService: async (send) => {
    await reported('deployments', send);
    return { params: { slug: 'checkout' } };
  },
  listTeams: nothing,
  listEnvironments: nothing,
  listDeployments: nothing,
  readDeployment: ofDeployment,
  listIncidents: nothing,
  readIncident: ofIncident,
  listChanges: nothing,
  readPostmortem: ofIncident,
  startPostmortem: async (send) => ({ ...(await ofIncident(send)), body: {} }),
  pullUpdates: ofPostmortem,
  pushUpdate: async (send) => ({
    ...(await ofPostmortem(send)),
    query: `?client_id=7&idem_key=${randomUUID()}`,
    raw: '\u0000\u0000',
  }),
  tellPresence: async (send) => ({
    ...(await ofPostmortem(send)),
    body: { client_id: 7, clock: 1, is_here: true, cursor: null },
  }),
  tellRoomPresence: async (send) => {
    const { params } = await ofIncident(send);
    const { key } = (await send('GET', `/api/v1/incidents/${params.key}`, undefined)) as { key: string };
    return { params: { key }, body: { tab: randomUUID(), is_here: true, is_typing: false } };
  },
  reportDeployment: () => ({ body: deployment(`new-${randomToken(8)}`) }),
  reportChange: () => ({ body: { service: 'checkout', sha: randomToken(8), committed_at: at } }),
  reportIncident: () => ({ body: incident(`new-${randomToken(8)}`) }),
  editIncident: async (send) => ({ ...(await ofIncident(send)), body: { summary: randomToken(8) } }),
  addNote: async (send) => ({ ...(await ofIncident(send)), body: { text: 'Rolling back' } }),
  changeSeat: async (send) => ({
    ...(await ofOpenIncident(send)),
    body: { seat: 'scribe', do: 'release' },
  }),
  acknowledge: async (send) => ({ ...(await ofOpenIncident(send)), body: {} }),
  addTask: async (send) => ({ ...(await ofOpenIncident(send)), body: { text: 'Drain the pool' } }),
  changeTask: async (send) => {
    const { params } = await ofOpenIncident(send);
    const { seq } = (await send('POST', `/api/v1/incidents/${params.key}/tasks`, { text: 'Drain it' })) as {
      seq: number;
    };
    return {
      params: { ...params, number: String(seq) },
      body: { done: true },
      stale: { done: false, expected_version: 99 },
    };
  },
  postUpdate: async (send) => ({ ...(await ofOpenIncident(send)), body: { conditions: 'Every fifth payment fails' } }),
  judgeDeployment: async (send) => {
    const found = (await send('GET', `/api/v1/deployments/${await reported('deployments', send)}`, undefined)) as Found;
    const deployment = Number(found.url.split('/').at(-1));
    return { ...(await ofOpenIncident(send)), body: { deployment, verdict: 'suspect' } };
  },
  changeEntry: async (send) => {
    const { params } = await ofOpenIncident(send);
    const row = (await send('POST', `/api/v1/incidents/${params.key}/timeline`, { text: 'Rolling back' })) as {
      seq: number;
    };
    return {
      params: { ...params, seq: String(row.seq) },
      body: { do: 'pin' },
      stale: { do: 'pin', expected_version: 99 },
    };
  },
  listActions: nothing,
  addAction: async (send) => ({ ...(await ofIncident(send)), body: { text: 'Release connections after each query' } }),
  editAction: async (send) => ({
    params: { id: await addedAction(send) },
    body: { status: 'in_progress' },
    stale: { status: 'done', expected_version: 99 },
  }),
  deleteDeployment: ofDeployment,
  bulk: () => ({ raw: `${JSON.stringify({ type: 'deployment', ...deployment(`new-${randomToken(8)}`) })}\n` }),
  createApiKey: () => ({ body: { name: 'A case', scopes: ['ingest'] } }),
  listApiKeys: nothing,
  revokeApiKey: async (send) => {
    const made = (await send('POST', '/api/v1/keys', { name: 'To revoke', scopes: ['ingest'] })) as { id: string };
    return { params: { id: made.id } };
  },
  createWebhookSource: () => ({ body: source() }),
  listWebhookSources: nothing,
  editWebhookSource: async (send) => ({ ...(await ofSource(send)), body: { name: `Shop ${randomToken(4)}` } }),
  removeWebhookSource: ofSource,
  rotateWebhookSecret: ofSource,
  adoptWebhookSecret: async (send) => ({ ...(await ofSource(send)), body: { secret: randomToken(24) } }),
  listSourceDeliveries: ofSource,
  replayDelivery: ofDelivery,
  deliverWebhook: () => ({
    params: { source: 'alert' },
    body: { dedup_key: `case-${randomToken(8)}`, title: 'Checkout answers 503', service: 'checkout' },
  }),
};

/** Path and query of a call as a client would write them. */
export function addressOf(path: string, { params = {}, query = '' }: Given): string {
  return (
    path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(params[name] ?? `no-${name}-in-the-case`)) +
    query
  );
}
