import sql from 'sql-template-tag';
import type { IdentityResult } from '@/lib/auth/options';
import { command } from '@/lib/server/command';
import { identityInput } from '../schema';

type Known = { id: string; disabled: boolean; linkable: boolean };
type Outcome = { result: IdentityResult; change: 'created' | 'linked' | null };

/**
 * The account behind an identity of the provider, matched by issuer and subject. At first sight a viewer is created. An account
 * with the same address is taken over only if an administrator made it without a password and the provider vouches for the
 * address: otherwise whoever controls an address at the provider would inherit a local account.
 */
export const signInWithIdentity = command({
  name: 'user.sign_in_with_identity',
  permission: 'session:own',
  input: identityInput,
  run: async ({ tx, input }): Promise<Outcome> => {
    const refuse = (reason: 'disabled' | 'email_taken' | 'email_missing'): Outcome => ({
      result: { ok: false, reason },
      change: null,
    });
    const [same] = await tx.sql<Known>(sql`
      SELECT id, disabled_at IS NOT NULL AS disabled, false AS linkable FROM user_account
      WHERE oidc_issuer = ${input.issuer} AND oidc_subject = ${input.subject}`);
    if (same) return same.disabled ? refuse('disabled') : { result: { ok: true, userId: same.id }, change: null };
    if (!input.email) return refuse('email_missing');

    const [created] = await tx.sql<{ id: string }>(sql`
      INSERT INTO user_account (email, name, role, oidc_issuer, oidc_subject)
      VALUES (${input.email}, ${input.name?.slice(0, 100) ?? input.email.split('@')[0]}, 'viewer', ${input.issuer}, ${input.subject})
      ON CONFLICT DO NOTHING RETURNING id`);
    if (created) return { result: { ok: true, userId: created.id }, change: 'created' };

    const [byEmail] = await tx.sql<Known>(sql`
      SELECT id, disabled_at IS NOT NULL AS disabled, password_hash IS NULL AND oidc_subject IS NULL AS linkable
      FROM user_account WHERE email = ${input.email} FOR UPDATE`);
    if (!byEmail?.linkable || !input.emailVerified) return refuse('email_taken');
    if (byEmail.disabled) return refuse('disabled');
    await tx.sql(
      sql`UPDATE user_account SET oidc_issuer = ${input.issuer}, oidc_subject = ${input.subject} WHERE id = ${byEmail.id}`,
    );
    return { result: { ok: true, userId: byEmail.id }, change: 'linked' };
  },
  audit: ({ change }, { input }) =>
    change ? { subject: input.email ?? input.subject, detail: { change, issuer: input.issuer } } : null,
});
