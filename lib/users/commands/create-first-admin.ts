import sql from 'sql-template-tag';
import { z } from 'zod';
import { command } from '@/lib/server/command';

/**
 * The first administrator, on an empty user table only; answers whether one was created. The table lock makes two starting
 * processes one after the other, and the second finds the first's row.
 */
export const createFirstAdmin = command({
  name: 'user.create_first_admin',
  permission: 'user:manage',
  input: z.strictObject({ email: z.string().trim().toLowerCase(), passwordHash: z.string() }),
  run: async ({ tx, input }) => {
    await tx.sql(sql`LOCK TABLE user_account IN SHARE ROW EXCLUSIVE MODE`);
    const created = await tx.sql(sql`
      INSERT INTO user_account (email, name, password_hash, role)
      SELECT ${input.email}, ${input.email.split('@')[0]}, ${input.passwordHash}, 'admin'
      WHERE NOT EXISTS (SELECT 1 FROM user_account) RETURNING id`);
    return created.length === 1;
  },
  audit: (created, { input }) => (created ? { subject: input.email, detail: { role: 'admin' } } : null),
});
