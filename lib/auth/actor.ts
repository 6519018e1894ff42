import sql from 'sql-template-tag';
import type { ProofWays } from '@/lib/core/errors';
import { gather } from '@/lib/core/gather';
import { sha256 } from '@/lib/core/ids';
import { logger } from '@/lib/core/log';
import { primarySql, type Queryable } from '@/lib/db/pool';
import { hasIdentityProvider } from './identity-provider';
import type { Role, Scope } from './policy';

/** When the person behind a session last proved here who they are, and how they can do it again. */
export type Proof = { at: Date; ways: ProofWays };

export type UserActor = {
  kind: 'user';
  id: string;
  email: string;
  name: string;
  role: Role;
  sessionHash: Buffer;
  /** Known of an actor that was re-read. */
  proof?: Proof;
};
export type ApiKeyActor = { kind: 'apiKey'; id: string; name: string; scopes: Scope[]; sourceId: number };
/** The program itself: first start, demo data, background work. */
export type SystemActor = { kind: 'system'; name: string; sourceId?: number };
/** Another system, known by the secret that it signed a delivery with. */
export type SourceActor = { kind: 'source'; id: string; name: string; sourceId: number };
export type AnonymousActor = { kind: 'anonymous' };
export type Actor = UserActor | ApiKeyActor | SystemActor | SourceActor | AnonymousActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };

/** How logs and the audit trail name an actor. */
export function actorLabel(actor: Actor): { type: string; id: string | null; name: string } {
  switch (actor.kind) {
    case 'user':
      return { type: 'user', id: actor.id, name: actor.email };
    case 'apiKey':
      return { type: 'api_key', id: actor.id, name: actor.name };
    case 'system':
      return { type: 'system', id: null, name: actor.name };
    case 'source':
      return { type: 'source', id: actor.id, name: actor.name };
    case 'anonymous':
      return { type: 'anonymous', id: null, name: 'anonymous' };
  }
}

/** The key of a request: `Authorization: Bearer …` or `X-API-Key`; null when it brings none. */
export function presentedKey(headers: Headers): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '');
  return bearer?.[1] ?? headers.get('x-api-key');
}

/** Look-ups that come while one is under way share the next: each still reads after it was asked for. */
const keyRows = gather<Buffer, KeyRow | null>({
  serve: async (hashes) => {
    const rows = await primarySql<KeyRow & { hash: Buffer }>(sql`
      SELECT id, name, scopes, source_id AS "sourceId", key_hash AS hash,
        last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS stale
      FROM api_key
      WHERE key_hash = ANY(${hashes}::bytea[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`);
    const byHash = new Map(rows.map(({ hash, ...row }) => [hash.toString('hex'), row]));
    return hashes.map((hash) => byHash.get(hash.toString('hex')) ?? null);
  },
  isForAll: () => true,
  limit: 100,
});

type KeyRow = Omit<ApiKeyActor, 'kind'> & { stale: boolean };

/** The live key with this text: neither revoked nor expired; null otherwise. Its last use is noted to the minute. */
export async function findApiKey(key: string): Promise<ApiKeyActor | null> {
  const row = await keyRows('', sha256(key));
  if (!row) return null;
  const { stale, ...found } = row;
  if (stale) noteKeyUse(found.id);
  return { kind: 'apiKey', ...found };
}

const notingUse = new Set<string>();

/** Beside the request, never within its transaction: of a burst one request writes, and none waits for it. */
function noteKeyUse(id: string): void {
  if (notingUse.has(id)) return;
  notingUse.add(id);
  primarySql(sql`
    UPDATE api_key SET last_used_at = now() WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`)
    .catch((error: unknown) => logger.warn({ err: error }, 'the use of a key could not be noted'))
    .finally(() => notingUse.delete(id));
}

const idleHours = 12;

/**
 * The person behind a live session: not revoked, not expired, used within 12 hours, account not disabled; null otherwise. `isUse` is
 * false for a stream that looks every few seconds, or a page that was left open would never be idle.
 */
export async function findSessionUser(sessionHash: Buffer, isUse = true): Promise<UserActor | null> {
  const [row] = await primarySql<Omit<UserActor, 'kind' | 'sessionHash'> & { stale: boolean }>(sql`
    SELECT u.id, u.email, u.name, u.role, s.last_seen_at < now() - interval '5 minutes' AS stale
    FROM session s JOIN user_account u ON u.id = s.user_id
    WHERE s.id_hash = ${sessionHash} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(hours => ${idleHours}) AND u.disabled_at IS NULL`);
  if (!row) return null;
  const { stale, ...user } = row;
  // Written at most every five minutes, so that reading a page costs no write.
  if (stale && isUse) await primarySql(sql`UPDATE session SET last_seen_at = now() WHERE id_hash = ${sessionHash}`);
  return { kind: 'user', sessionHash, ...user };
}

/** One name for one caller: a person in two sessions is two, either of which may have ended. */
function nameOf(actor: Actor): string {
  const session = actor.kind === 'user' ? actor.sessionHash.toString('hex') : '';
  return JSON.stringify([actor.kind, 'id' in actor ? actor.id : '', session]);
}

/** As `rereadActor`, for several at once, who are locked in one order whoever asks; answers them in theirs. */
export async function rereadActors(tx: Queryable, actors: Actor[]): Promise<(Actor | null)[]> {
  const byName = new Map(actors.map((actor) => [nameOf(actor), actor]));
  const inOrder = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  const known = new Map(
    await Promise.all(inOrder.map(async ([name, actor]) => [name, await rereadActor(tx, actor)] as const)),
  );
  return actors.map((actor) => known.get(nameOf(actor)) ?? null);
}

/**
 * The same actor as the database knows it inside an open transaction, its row locked against change until commit; null when it
 * may not act any more. A role or scope taken away in between is gone. A person's row is locked as for a change, so that what one
 * person does at once is done one after the other: raising a shared lock later, to change one's own account, would deadlock.
 */
export async function rereadActor(tx: Queryable, actor: Actor): Promise<Actor | null> {
  if (actor.kind === 'apiKey') {
    const [row] = await tx.sql<{ scopes: Scope[] }>(sql`
      SELECT scopes FROM api_key
      WHERE id = ${actor.id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FOR KEY SHARE`);
    return row ? { ...actor, scopes: row.scopes } : null;
  }
  if (actor.kind === 'user') {
    const [row] = await tx.sql<{ role: Role; at: Date; password: boolean; provider: boolean }>(sql`
      SELECT u.role, s.authenticated_at AS at, u.password_hash IS NOT NULL AS password, u.oidc_subject IS NOT NULL AS provider
      FROM user_account u JOIN session s ON s.user_id = u.id
      WHERE u.id = ${actor.id} AND s.id_hash = ${actor.sessionHash} AND s.revoked_at IS NULL AND s.expires_at > now()
        AND u.disabled_at IS NULL FOR NO KEY UPDATE OF u`);
    if (!row) return null;
    const { role, at, password, provider } = row;
    return { ...actor, role, proof: { at, ways: { password, provider: provider && hasIdentityProvider() } } };
  }
  if (actor.kind === 'source') {
    const live = await tx.sql(sql`
      SELECT 1 FROM webhook_source WHERE id = ${actor.id}::uuid AND removed_at IS NULL FOR KEY SHARE`);
    return live.length > 0 ? actor : null;
  }
  return actor;
}
