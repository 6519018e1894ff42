import sql from 'sql-template-tag';
import { beforeEach, describe, expect, it } from 'vitest';
import { findSessionUser } from '@/lib/auth/actor';
import { verifyPassword } from '@/lib/auth/passwords';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { changeOwnName } from './commands/change-name';
import { changeRole, setDisabled } from './commands/change-role';
import { createUser } from './commands/create-user';
import { endSessionsOf } from './commands/end-sessions';
import { changeOwnPassword, resetPassword } from './commands/set-password';
import { signInWithIdentity } from './commands/sign-in-with-identity';
import { loadUser, loadUsers } from './load';

const lastAudit = async () => {
  const [row] = await primarySql<{ action: string; subject: string; outcome: string; detail: unknown }>(sql`
    SELECT action, subject, outcome, detail FROM audit_entry ORDER BY seq DESC LIMIT 1`);
  return row;
};

/** After what it takes PostgreSQL to count them. */
const countDeadlocks = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const [seen] = await primarySql<{ deadlocks: number }>(
    sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  return seen?.deadlocks;
};

/** An administrator with a password, whom one may rely on. */
const makeAdmin = async () => {
  const admin = await makeUser('admin');
  await primarySql(sql`UPDATE user_account SET password_hash = 'scrypt' WHERE id = ${admin.id}`);
  return admin;
};

beforeEach(async () => {
  await primarySql(sql`DELETE FROM user_account`);
});

describe('accounts', () => {
  it('are created once per address, audited without the password', async () => {
    const actor = await makeUser('admin');
    const input = { email: 'Ben@Example.com ', name: 'Ben', role: 'responder', password: 'a long enough one' } as const;
    await createUser.execute(input, { actor });
    expect(await lastAudit()).toEqual({
      action: 'user.create',
      subject: 'ben@example.com',
      outcome: 'allowed',
      detail: { role: 'responder', password: true },
    });
    await expect(createUser.execute(input, { actor })).rejects.toMatchObject({ code: 'already_exists' });
    await expect(
      createUser.execute({ ...input, email: 'c@example.com', password: 'short' }, { actor }),
    ).rejects.toMatchObject({
      path: '/password',
    });
  });

  it('are managed by administrators only; a refusal is audited and changes nothing', async () => {
    const actor = await makeUser('release_manager');
    const target = await makeUser('viewer');
    await expect(changeRole.execute({ userId: target.id, role: 'admin' }, { actor })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await lastAudit()).toMatchObject({ action: 'user.change_role', outcome: 'refused' });
    expect(await findSessionUser(target.sessionHash)).toMatchObject({ role: 'viewer' });
  });

  it('begin a new session with a new role, and are out at once when disabled', async () => {
    const actor = await makeUser('admin');
    const target = await makeUser('viewer');
    await changeRole.execute({ userId: target.id, role: 'responder' }, { actor });
    expect(await findSessionUser(target.sessionHash)).toBeNull();

    const other = await makeUser('responder');
    await setDisabled.execute({ userId: other.id, disabled: true }, { actor });
    expect(await findSessionUser(other.sessionHash)).toBeNull();
    await setDisabled.execute({ userId: other.id, disabled: false }, { actor });
    expect(await findSessionUser(other.sessionHash)).toBeNull(); // an old session does not come back with the account
  });

  it('keep the last administrator who can sign in', async () => {
    const actor = await makeUser('admin');
    await expect(changeRole.execute({ userId: actor.id, role: 'viewer' }, { actor })).rejects.toMatchObject({
      code: 'last_admin',
    });
    await expect(setDisabled.execute({ userId: actor.id, disabled: true }, { actor })).rejects.toMatchObject({
      code: 'last_admin',
    });
  });

  it('keep one administrator when two remove each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      await primarySql(sql`DELETE FROM user_account`);
      const [a, b] = [await makeAdmin(), await makeAdmin()];
      await Promise.allSettled([
        changeRole.execute({ userId: b.id, role: 'viewer' }, { actor: a }),
        setDisabled.execute({ userId: a.id, disabled: true }, { actor: b }),
      ]);
      const left = await primarySql(sql`SELECT 1 FROM user_account WHERE role = 'admin' AND disabled_at IS NULL`);
      expect(left).toHaveLength(1);
    }
  });

  it('keep one administrator when two give each other another role at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      await primarySql(sql`DELETE FROM user_account`);
      const [a, b] = [await makeAdmin(), await makeAdmin()];
      const outcomes = await Promise.allSettled([
        changeRole.execute({ userId: b.id, role: 'viewer' }, { actor: a }),
        changeRole.execute({ userId: a.id, role: 'viewer' }, { actor: b }),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await primarySql(sql`SELECT 1 FROM user_account WHERE role = 'admin'`)).toHaveLength(1);
    }
  });

  it('do not count an invited administrator who never came as one to rely on', async () => {
    const [actor, invited] = [await makeAdmin(), await makeUser('admin')];
    await expect(changeRole.execute({ userId: actor.id, role: 'viewer' }, { actor })).rejects.toMatchObject({
      code: 'last_admin',
    });
    expect(await loadUser(actor, actor.id)).toMatchObject({ isLastAdmin: true, isSelf: true });
    await primarySql(sql`UPDATE user_account SET oidc_issuer = 'i', oidc_subject = 's' WHERE id = ${invited.id}`);
    await changeRole.execute({ userId: actor.id, role: 'viewer' }, { actor });
    expect(await loadUser(invited, actor.id)).toMatchObject({ isLastAdmin: false, role: 'viewer' });
  });

  it('are signed out everywhere by an administrator only, and can sign in again', async () => {
    const [actor, target, other] = [await makeAdmin(), await makeUser('responder'), await makeUser('release_manager')];
    await expect(endSessionsOf.execute({ userId: target.id }, { actor: other })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await findSessionUser(target.sessionHash)).not.toBeNull();
    expect(await loadUser(actor, target.id)).toMatchObject({ sessions: 1 });
    expect(await endSessionsOf.execute({ userId: target.id }, { actor })).toMatchObject({ ended: 1 });
    expect(await findSessionUser(target.sessionHash)).toBeNull();
    expect(await loadUser(actor, target.id)).toMatchObject({ sessions: 0, disabled: false });
    expect(await lastAudit()).toMatchObject({ action: 'user.end_sessions', subject: target.email, outcome: 'allowed' });
  });

  it('cannot be taken over from an open session: nobody resets their own password without the present one', async () => {
    const actor = await makeAdmin();
    const reset = resetPassword.execute({ userId: actor.id, password: 'a long enough one' }, { actor });
    await expect(reset).rejects.toMatchObject({ code: 'forbidden' });
    const [row] = await primarySql<{ hash: string }>(
      sql`SELECT password_hash AS hash FROM user_account WHERE id = ${actor.id}`,
    );
    expect(row?.hash).toBe('scrypt');
  });

  it('have the name that their owner gives them; a blank one is refused', async () => {
    const me = await makeUser('viewer');
    await changeOwnName.execute({ name: '  Ada Lovelace ' }, { actor: me });
    expect(await findSessionUser(me.sessionHash)).toMatchObject({ name: 'Ada Lovelace' });
    await expect(changeOwnName.execute({ name: '   ' }, { actor: me })).rejects.toMatchObject({ path: '/name' });
  });

  it('are listed to administrators only, found by a part of the name or address, wildcards taken literally', async () => {
    const [actor, viewer] = [await makeAdmin(), await makeUser('viewer', 'percent%sign@example.com')];
    expect((await loadUsers(actor, { q: ' T%S ' })).users.map(({ id }) => id)).toEqual([viewer.id]);
    expect(await loadUsers(actor, { q: '_' })).toMatchObject({ users: [], wanted: '_', ignored: [] });
    expect(await loadUsers(actor, { q: 'T\0S' })).toMatchObject({ wanted: '', ignored: ['q'] });
    await expect(loadUsers(viewer, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(loadUser(viewer, viewer.id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await loadUser(actor, 'no-uuid')).toBeNull();
  });

  it('do one thing after the other: many changes of one person at once are no deadlock', async () => {
    const me = await makeUser('viewer');
    const names = Array.from({ length: 10 }, (_, index) => `Name ${index}`);
    const before = await countDeadlocks();
    await Promise.all(names.map((name) => changeOwnName.execute({ name }, { actor: me })));
    expect(await countDeadlocks()).toBe(before);
    expect(names).toContain((await findSessionUser(me.sessionHash))?.name);
  });

  it('change their own password only with the present one; other sessions end', async () => {
    const admin = await makeUser('admin');
    const me = await makeUser('viewer');
    await resetPassword.execute({ userId: me.id, password: 'the first password' }, { actor: admin });
    expect(await findSessionUser(me.sessionHash)).toBeNull();
    await primarySql(sql`UPDATE session SET revoked_at = NULL WHERE id_hash = ${me.sessionHash}`);
    const change = (current: string) =>
      changeOwnPassword.execute({ current, password: 'the second password' }, { actor: me });
    await expect(change('a wrong password')).rejects.toMatchObject({ path: '/current' });
    await change('the first password');
    const [row] = await primarySql<{ hash: string }>(
      sql`SELECT password_hash AS hash FROM user_account WHERE id = ${me.id}`,
    );
    expect(await verifyPassword('the second password', row?.hash ?? null)).toBe(true);
    expect(await findSessionUser(me.sessionHash)).not.toBeNull();
  });
});

describe('identities of the provider', () => {
  const identity = {
    issuer: 'https://id.example',
    subject: 'u1',
    email: 'eve@example.com',
    emailVerified: true,
    name: 'Eve',
  };
  const actor = { kind: 'system', name: 'sign-in' } as const;
  const signIn = async (change: Partial<Omit<typeof identity, 'email'>> & { email?: string | null } = {}) =>
    (await signInWithIdentity.execute({ ...identity, ...change }, { actor })).result;

  it('make a viewer at first sight and are matched by issuer and subject afterwards', async () => {
    const first = await signIn();
    expect(first).toMatchObject({ ok: true });
    expect(await signIn({ email: 'renamed@example.com' })).toEqual(first);
    expect(await signIn({ issuer: 'https://other.example' })).toEqual({ ok: false, reason: 'email_taken' });
    const rows = await primarySql<{ role: string }>(sql`SELECT role FROM user_account`);
    expect(rows).toEqual([{ role: 'viewer' }]);
  });

  it('never take over a local account that has a password', async () => {
    const admin = await makeUser('admin');
    await createUser.execute(
      { email: 'eve@example.com', name: 'Eve', role: 'admin', password: 'a long enough one' },
      { actor: admin },
    );
    expect(await signIn()).toEqual({ ok: false, reason: 'email_taken' });
  });

  it('are linked to an invited account without a password only if the provider vouches for the address', async () => {
    const admin = await makeUser('admin');
    const { id } = await createUser.execute(
      { email: 'eve@example.com', name: 'Eve', role: 'responder', password: null },
      { actor: admin },
    );
    expect(await signIn({ emailVerified: false })).toEqual({ ok: false, reason: 'email_taken' });
    expect(await signIn()).toEqual({ ok: true, userId: id });
    expect(await signIn({ subject: 'u2' })).toEqual({ ok: false, reason: 'email_taken' });
  });

  it('stay out when disabled, or without an address', async () => {
    await signIn();
    await primarySql(sql`UPDATE user_account SET disabled_at = now()`);
    expect(await signIn()).toEqual({ ok: false, reason: 'disabled' });
    expect(await signIn({ subject: 'u9', email: null })).toEqual({ ok: false, reason: 'email_missing' });
  });
});
