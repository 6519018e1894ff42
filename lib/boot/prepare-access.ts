import sql from 'sql-template-tag';
import { notePeerAddresses } from '@/lib/auth/client-address';
import { hashPassword } from '@/lib/auth/passwords';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';
import { logger } from '@/lib/core/log';
import { primarySql } from '@/lib/db/pool';
import { registerEnvironmentKey } from '@/lib/keys/commands/register-environment-key';
import { createFirstAdmin } from '@/lib/users/commands/create-first-admin';

const starter = { actor: { kind: 'system', name: 'start-up' } } as const;

/** First administrator on an empty database, and the key of the environment; safe to repeat and to run in many processes at once. */
export async function prepareAccess(): Promise<void> {
  notePeerAddresses();
  const { FAIRLEAD_ADMIN_EMAIL: email, FAIRLEAD_ADMIN_PASSWORD: password, FAIRLEAD_ADMIN_API_KEY: key } = env();
  const [anybody] = await primarySql(sql`SELECT 1 FROM user_account LIMIT 1`);
  if (!anybody && email && password) {
    await createFirstAdmin.execute({ email, passwordHash: await hashPassword(password) }, starter);
  } else if (!anybody) {
    logger.warn('nobody can sign in yet: set FAIRLEAD_ADMIN_EMAIL and FAIRLEAD_ADMIN_PASSWORD and start again');
  }
  if (key) await registerEnvironmentKey.execute({ keyHash: sha256(key) }, starter);
}
