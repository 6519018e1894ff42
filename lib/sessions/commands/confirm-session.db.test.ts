import sql from 'sql-template-tag';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkCredentials } from '@/lib/auth/credentials';
import { hashPassword } from '@/lib/auth/passwords';
import { policy } from '@/lib/auth/policy';
import { randomToken, sha256 } from '@/lib/core/ids';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { createKey } from '@/lib/keys/commands/create-key';
import { revokeKey } from '@/lib/keys/commands/revoke-key';
import { makeKey, makeUser } from '@/lib/testing/people';
import { changeRole, setDisabled } from '@/lib/users/commands/change-role';
import { createUser } from '@/lib/users/commands/create-user';
import { endSessionsOf } from '@/lib/users/commands/end-sessions';
import { resetPassword } from '@/lib/users/commands/set-password';
import { confirmSession } from './confirm-session';
import { endOtherSessions } from './end-session';
import { startSession } from './start-session';

const provider = vi.hoisted(() => ({ isSetUp: true }));
vi.mock('@/lib/auth/identity-provider', () => ({ hasIdentityProvider: () => provider.isSetUp }));

const password = 'a correct password';
type User = Awaited<ReturnType<typeof makeUser>>;
let hash: string;

beforeAll(async () => {
  hash = await hashPassword(password);
});

beforeEach(async () => {
  await primarySql(sql`DELETE FROM user_account`);
  await primarySql(sql`DELETE FROM sign_in_attempt`);
});

async function makeAdmin(): Promise<User> {
  const user = await makeUser('admin');
  await primarySql(sql`UPDATE user_account SET password_hash = ${hash} WHERE id = ${user.id}`);
  return user;
}

const age = ({ sessionHash }: User, seconds: number) =>
  primarySql(
    sql`UPDATE session SET authenticated_at = now() - make_interval(secs => ${seconds}) WHERE id_hash = ${sessionHash}`,
  );
const provenAt = async ({ sessionHash }: User) => {
  const [row] = await primarySql<{ at: Date }>(
    sql`SELECT authenticated_at AS at FROM session WHERE id_hash = ${sessionHash}`,
  );
  return row?.at.getTime() ?? 0;
};
const makeKeyAs = (actor: User) => createKey.execute({ name: 'CI', scopes: ['read'], expiresAt: null }, { actor });
const confirm = (actor: User, given = password, address = '10.0.0.1') =>
  confirmSession.execute({ password: given }, { actor, address });
const lastAudited = async (action: string) => {
  const [row] = await primarySql<{ outcome: string; subject: string | null; detail: unknown }>(
    sql`SELECT outcome, subject, detail FROM audit_entry WHERE action = ${action} ORDER BY seq DESC LIMIT 1`,
  );
  return row;
};
const tooOld = { code: 'reauth_required', ways: { password: true, provider: false } };

describe('what takes a proof of at most 15 minutes', () => {
  it('goes on until then and is refused afterwards, with no row written but the refusal', async () => {
    const admin = await makeAdmin();
    await age(admin, 14 * 60 + 50);
    await makeKeyAs(admin);
    await age(admin, 15 * 60 + 10);
    await expect(makeKeyAs(admin)).rejects.toMatchObject(tooOld);
    expect(await primarySql(sql`SELECT 1 FROM api_key WHERE created_by = ${admin.email}`)).toHaveLength(1);
    expect(await lastAudited('key.create')).toMatchObject({
      outcome: 'refused',
      detail: { code: 'reauth_required' },
    });
  });

  it('is every change of keys, of sources, of channels, of clusters and of the accounts of others; one\u2019s own session and reading are not', async () => {
    const [admin, other, key] = [await makeAdmin(), await makeUser('viewer'), await makeKey(['read'])];
    await age(admin, 16 * 60);
    const [context, userId] = [{ actor: admin }, other.id];
    const person = { email: 'new@example.com', name: 'New', role: 'admin', password: null } as const;
    for (const change of [
      () => revokeKey.execute({ id: key.id }, context),
      () => createUser.execute(person, context),
      () => changeRole.execute({ userId, role: 'admin' }, context),
      () => setDisabled.execute({ userId, disabled: true }, context),
      () => resetPassword.execute({ userId, password: 'a long enough one' }, context),
      () => endSessionsOf.execute({ userId }, context),
    ])
      await expect(change()).rejects.toMatchObject(tooOld);
    await endOtherSessions.execute({}, context);
    const guarded = Object.entries(policy).filter(([, rule]) => 'reauthMinutes' in rule);
    expect(guarded.map(([permission]) => permission).toSorted()).toEqual([
      'cluster:manage',
      'key:manage',
      'notification:manage',
      'source:manage',
      'user:manage',
    ]);
  });

  it('asks neither keys nor the program, and tells somebody without the permission only that', async () => {
    await createKey.execute({ name: 'b', scopes: ['read'], expiresAt: null }, { actor: await makeKey(['admin']) });
    await createKey.execute(
      { name: 'c', scopes: ['read'], expiresAt: null },
      { actor: { kind: 'system', name: 'start' } },
    );
    const viewer = await makeUser('viewer');
    await age(viewer, 16 * 60);
    await expect(makeKeyAs(viewer)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('goes by the row, not by what the request knew of it', async () => {
    const admin = await makeAdmin();
    await age(admin, 16 * 60);
    const remembered = { ...admin, proof: { at: now(), ways: { password: true, provider: false } } };
    await expect(makeKeyAs(remembered)).rejects.toMatchObject(tooOld);
  });
});

describe('confirming with the password', () => {
  it('makes the proof of this session new, audited with its address, and of no other session', async () => {
    const admin = await makeAdmin();
    const sessionId = randomToken(32);
    const elsewhere = { ...admin, sessionId, sessionHash: sha256(sessionId) };
    await primarySql(sql`
      INSERT INTO session (id_hash, user_id, expires_at) VALUES (${sha256(sessionId)}, ${admin.id}, now() + interval '1 day')`);
    await age(admin, 3600);
    await age(elsewhere, 3600);
    await confirm(admin);
    await makeKeyAs(admin);
    await expect(makeKeyAs(elsewhere)).rejects.toMatchObject(tooOld);
    expect(await lastAudited('session.confirm')).toEqual({
      outcome: 'allowed',
      subject: admin.email,
      detail: { method: 'password', address: '10.0.0.1' },
    });
  });

  it('refuses another password and writes that down, never what was typed', async () => {
    const admin = await makeAdmin();
    await age(admin, 3600);
    const before = await provenAt(admin);
    await expect(confirm(admin, 'my other secret')).rejects.toMatchObject({ path: '/password' });
    expect(await provenAt(admin)).toBe(before);
    const row = await lastAudited('session.confirm');
    expect(row).toMatchObject({ outcome: 'refused', subject: admin.email });
    expect(JSON.stringify(row)).not.toContain('my other secret');
  });

  it('counts with the tries to sign in, so that an open session is no way around their limit', async () => {
    const admin = await makeAdmin();
    await age(admin, 3600);
    for (let i = 0; i < 5; i += 1) await expect(confirm(admin, 'no')).rejects.toMatchObject({ path: '/password' });
    const limited = confirm(admin, password, '10.0.0.2');
    await expect(limited).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: expect.any(Number) });
    expect(await checkCredentials(admin.email, password, '10.0.0.3')).toMatchObject({ reason: 'limited' });
    await expect(makeKeyAs(admin)).rejects.toMatchObject(tooOld);
    const refusals = await primarySql(
      sql`SELECT 1 FROM audit_entry WHERE action = 'session.confirm' AND actor_id = ${admin.id}`,
    );
    expect(refusals).toHaveLength(5); // the sixth was not evaluated
  });

  it('helps nobody who has no password: they are told to sign in again', async () => {
    const admin = await makeUser('admin');
    await primarySql(sql`UPDATE user_account SET oidc_issuer = 'i', oidc_subject = 's' WHERE id = ${admin.id}`);
    await age(admin, 3600);
    const ways = { password: false, provider: true };
    await expect(makeKeyAs(admin)).rejects.toMatchObject({ code: 'reauth_required', ways });
    provider.isSetUp = false;
    const none = { password: false, provider: false };
    await expect(makeKeyAs(admin)).rejects.toMatchObject({ code: 'reauth_required', ways: none });
    provider.isSetUp = true;
    await expect(confirm(admin, '')).rejects.toMatchObject({ path: '/password' });
    await expect(makeKeyAs(admin)).rejects.toMatchObject({ code: 'reauth_required' });
  });

  it('does not revive a session that ended', async () => {
    const admin = await makeAdmin();
    await primarySql(sql`UPDATE session SET revoked_at = now() WHERE id_hash = ${admin.sessionHash}`);
    await expect(confirm(admin)).rejects.toMatchObject({ code: 'not_authenticated' });
  });
});

it.each([
  ['with the password', null, 0],
  ['waved through by a provider that asked an hour ago', 3600, 3600],
  ['through a provider whose clock is ahead', -60, 0],
])('a session that starts %s is as fresh as its proof', async (_how, askedSecondsAgo, wantedAgeSeconds) => {
  const { id: userId } = await makeUser('admin');
  const sessionId = randomToken(32);
  const at = now().getTime();
  await startSession.execute(
    {
      userId,
      sessionId,
      method: askedSecondsAgo === null ? 'password' : 'oidc',
      provenAt: askedSecondsAgo === null ? null : new Date(at - askedSecondsAgo * 1000),
      address: 'a',
      replaces: null,
    },
    { actor: { kind: 'system', name: 'sign-in' } },
  );
  const [row] = await primarySql<{ at: Date }>(
    sql`SELECT authenticated_at AS at FROM session WHERE id_hash = ${sha256(sessionId)}`,
  );
  expect((at - (row?.at.getTime() ?? 0)) / 1000).toBeCloseTo(wantedAgeSeconds, 0);
});
