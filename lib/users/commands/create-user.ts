import sql from 'sql-template-tag';
import { hashPassword } from '@/lib/auth/passwords';
import { ConflictError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { createUserInput } from '../schema';

/** Makes an account. Without a password its owner signs in through the identity provider, matched by e-mail the first time. */
export const createUser = command({
  name: 'user.create',
  permission: 'user:manage',
  input: createUserInput,
  run: async ({ tx, input, now }) => {
    const passwordHash = input.password === null ? null : await hashPassword(input.password);
    const [created] = await tx.sql<{ id: string }>(sql`
      INSERT INTO user_account (email, name, role, password_hash, created_at)
      VALUES (${input.email}, ${input.name}, ${input.role}::role, ${passwordHash}, ${now})
      ON CONFLICT (email) DO NOTHING RETURNING id`);
    if (!created)
      throw new ConflictError('already_exists', 'There is an account with this e-mail address already.', '/email');
    return { id: created.id };
  },
  audit: (_created, { input }) => ({
    subject: input.email,
    detail: { role: input.role, password: input.password !== null },
  }),
});
