import sql from 'sql-template-tag';
import { expect, it, vi } from 'vitest';
import { primarySql } from '@/lib/db/pool';
import { makeUser } from '@/lib/testing/people';
import { noteRefusedSignInSoon } from './note-refused-sign-in';

const audited = () => primarySql(sql`SELECT action, actor_name AS actor, subject, outcome, detail FROM audit_entry`);

it('a refused sign-in to an account is on the audit log; one to an address that nobody has is not', async () => {
  const { email } = await makeUser('viewer');
  noteRefusedSignInSoon({ email: 'nobody@example.com', address: '10.0.0.1' });
  noteRefusedSignInSoon({ email: ` ${email.toUpperCase()} `, address: '10.0.0.2' });
  await vi.waitFor(async () => expect(await audited()).not.toHaveLength(0));
  expect(await audited()).toEqual([
    {
      action: 'session.start',
      actor: 'sign-in',
      subject: email,
      outcome: 'refused',
      detail: { method: 'password', address: '10.0.0.2' },
    },
  ]);
});
