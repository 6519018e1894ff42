import sql from 'sql-template-tag';
import { z } from 'zod';
import { text } from '@/lib/core/fields';
import { logger } from '@/lib/core/log';
import { command } from '@/lib/server/command';

const refusedSignIn = z.strictObject({ email: text(254), address: z.string().max(64) });

/** Writes down that a sign-in to an existing account was refused; for unknown accounts nothing, or strangers could flood the log. */
const noteRefusedSignIn = command({
  name: 'session.start',
  permission: 'session:own',
  input: refusedSignIn,
  run: async ({ tx, input }) => {
    const [known] = await tx.sql<{ email: string }>(
      sql`SELECT email FROM user_account WHERE email = ${input.email.trim().toLowerCase()}`,
    );
    return known?.email ?? null;
  },
  audit: (email, { input }) =>
    email === null
      ? null
      : { subject: email, outcome: 'refused', detail: { method: 'password', address: input.address } },
});

/** Notes a refused sign-in after the answer went out: waiting for it would tell known accounts from unknown ones by time. */
export function noteRefusedSignInSoon(input: z.input<typeof refusedSignIn>): void {
  noteRefusedSignIn
    .execute(input, { actor: { kind: 'system', name: 'sign-in' } })
    .catch((error: unknown) => logger.warn({ err: error }, 'a refused sign-in could not be noted'));
}
