import sql from 'sql-template-tag';
import { z } from 'zod';
import { checkCredentials } from '@/lib/auth/credentials';
import { ForbiddenError, TooManyRequestsError, ValidationError } from '@/lib/core/errors';
import { type CommandContext, command } from '@/lib/server/command';
import { parseInput } from '@/lib/server/problem';
import { confirmSessionInput } from '../schema';

/** Writes down how a confirmation went; of all sessions only this one counts as proved again. */
const noteConfirmation = command({
  name: 'session.confirm',
  permission: 'session:own',
  input: z.strictObject({ matches: z.boolean(), address: z.string().max(64) }),
  run: async ({ tx, actor, input, now }) => {
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a session.');
    if (input.matches)
      await tx.sql(sql`UPDATE session SET authenticated_at = ${now} WHERE id_hash = ${actor.sessionHash}`);
    return { email: actor.email };
  },
  audit: ({ email }, { input }) => ({
    subject: email,
    outcome: input.matches ? 'allowed' : 'refused',
    detail: { method: 'password', address: input.address },
  }),
});

/**
 * Proves by the password that it is still the same person, for what takes a fresh proof (policy.ts). Behind the limiter of signing
 * in and as slow as that. Checked before the transaction opens: hashing takes a quarter of a second, and the limiter's count stays.
 */
export const confirmSession = {
  name: noteConfirmation.name,
  permission: noteConfirmation.permission,
  async execute(rawInput: z.input<typeof confirmSessionInput>, context: CommandContext): Promise<null> {
    const { password } = parseInput(confirmSessionInput, rawInput);
    const { actor, address = 'unknown' } = context;
    if (actor.kind !== 'user') throw new ForbiddenError('Only a person has a session.');
    const check = await checkCredentials(actor.email, password, address);
    // As at sign-in, tries over the limit are not written down: the five before them are.
    if (!check.ok && check.reason === 'limited') throw new TooManyRequestsError(check.retryAfterSeconds);
    await noteConfirmation.execute({ matches: check.ok, address }, context);
    if (!check.ok)
      throw new ValidationError([{ path: '/password', message: 'This is not your password. Check it and try again.' }]);
    return null;
  },
};
