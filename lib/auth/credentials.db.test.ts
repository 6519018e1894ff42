import sql from 'sql-template-tag';
import { beforeAll, describe, expect, it } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { checkCredentials } from './credentials';
import { countSignInAttempt } from './limiter';
import { hashPassword } from './passwords';

const password = 'a correct password';

beforeAll(async () => {
  const hash = await hashPassword(password);
  await primarySql(sql`
    INSERT INTO user_account (email, name, role, password_hash, disabled_at) VALUES
      ('ana@example.com', 'Ana', 'viewer', ${hash}, NULL), ('gone@example.com', 'Gone', 'viewer', ${hash}, now()),
      ('sso@example.com', 'Sso', 'viewer', NULL, NULL)`);
});

describe('checkCredentials', () => {
  it('accepts the right password, whatever the case of the address', async () => {
    expect(await checkCredentials(' Ana@Example.com', password, 'a1')).toMatchObject({ ok: true });
  });

  it.each([
    ['wrong password', 'ana@example.com', 'no'],
    ['unknown account', 'nobody@example.com', password],
    ['disabled account', 'gone@example.com', password],
    ['account without a password', 'sso@example.com', ''],
  ])('answers the same for: %s', async (_what, email, given) => {
    expect(await checkCredentials(email, given, 'a2')).toEqual({ ok: false, reason: 'wrong' });
  });

  it('evaluates five tries per account and window, known or not, then says when to come back', async () => {
    for (const email of ['limited@example.com', 'ana@example.com']) {
      await primarySql(sql`DELETE FROM sign_in_attempt`);
      const answers = [];
      for (let i = 0; i < 7; i += 1) answers.push(await checkCredentials(email, 'no', `b${i}`));
      expect(answers.map((answer) => !answer.ok && answer.reason)).toEqual([
        ...Array(5).fill('wrong'),
        'limited',
        'limited',
      ]);
      const last = answers.at(-1);
      expect(last && !last.ok && last.reason === 'limited' && last.retryAfterSeconds).toBeGreaterThan(280);
    }
    // Even the right password waits, and the window ends by itself.
    expect(await checkCredentials('ana@example.com', password, 'b9')).toMatchObject({ reason: 'limited' });
    await primarySql(sql`UPDATE sign_in_attempt SET window_start = window_start - interval '5 minutes'`);
    expect(await checkCredentials('ana@example.com', password, 'b9')).toMatchObject({ ok: true });
  });

  it('does not let strangers lock out a person where they signed in before, and gives that place five tries too', async () => {
    await primarySql(sql`DELETE FROM sign_in_attempt`);
    expect(await checkCredentials('ana@example.com', password, 'home')).toMatchObject({ ok: true });
    for (let i = 0; i < 6; i += 1) await countSignInAttempt('ana@example.com', `stranger${i}`);
    expect(await checkCredentials('ana@example.com', password, 'elsewhere')).toMatchObject({ reason: 'limited' });
    expect(await checkCredentials('ana@example.com', password, 'home')).toMatchObject({ ok: true });
    // Her success gives strangers no new tries.
    expect(await checkCredentials('ana@example.com', 'no', 'stranger9')).toMatchObject({ reason: 'limited' });

    const waits = [];
    for (let i = 0; i < 7; i += 1) waits.push(await countSignInAttempt('ana@example.com', 'home'));
    expect(waits.map((seconds) => seconds > 0)).toEqual([...Array(5).fill(false), true, true]);
    // Known for this account, not for others.
    for (let i = 0; i < 5; i += 1) await countSignInAttempt('sso@example.com', `stranger${i}`);
    expect(await countSignInAttempt('sso@example.com', 'home')).toBeGreaterThan(0);
  });

  it('lets exactly five of many simultaneous tries through', async () => {
    const tries = await Promise.all(
      Array.from({ length: 200 }, (_, i) => countSignInAttempt('race@example.com', `c${i}`)),
    );
    expect(tries.filter((seconds) => seconds === 0)).toHaveLength(5);
  });

  it('stops an address that tries many accounts', async () => {
    const tries = [];
    for (let i = 0; i < 40; i += 1) tries.push(await countSignInAttempt(`user${i}@example.com`, 'one-address'));
    expect(tries.filter((seconds) => seconds === 0)).toHaveLength(30);
  });

  it('keeps nothing of what was typed as an address', async () => {
    await countSignInAttempt('my secret typed in the wrong field', 'd1');
    const rows = await primarySql<{ bucket: string }>(sql`SELECT bucket FROM sign_in_attempt`);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });
});
