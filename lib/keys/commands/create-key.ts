import sql from 'sql-template-tag';
import type { z } from 'zod';
import { actorLabel } from '@/lib/auth/actor';
import { newApiKey } from '@/lib/auth/key-format';
import type { Scope } from '@/lib/auth/policy';
import { seal, unseal } from '@/lib/auth/seal';
import { ValidationError } from '@/lib/core/errors';
import { sha256 } from '@/lib/core/ids';
import { type CommandContext, command, type RunContext } from '@/lib/server/command';
import { createKeyInput } from '../schema';

type Issued = { id: string; name: string; scopes: Scope[] };
type Context = RunContext<z.output<typeof createKeyInput>>;

async function issue({ tx, actor, input, now }: Context): Promise<Issued & { key: string }> {
  const { expiresAt } = input;
  if (expiresAt && expiresAt <= now)
    throw new ValidationError([{ path: '/expires_at', message: 'Choose a time in the future.' }]);
  const { key, prefix } = newApiKey();
  const [row] = await tx.sql<{ id: string }>(sql`
    WITH source AS (INSERT INTO source (kind, name, created_at) VALUES ('api_key', ${input.name}, ${now}) RETURNING id)
    INSERT INTO api_key (source_id, name, prefix, key_hash, scopes, created_by, created_at, expires_at)
    SELECT id, ${input.name}, ${prefix}, ${sha256(key)}, ${input.scopes}::text[], ${actorLabel(actor).name}, ${now}, ${expiresAt} FROM source
    RETURNING id`);
  if (!row) throw new Error('INSERT returned no row');
  return { id: row.id, name: input.name, scopes: input.scopes, key };
}

const spec = {
  name: 'key.create',
  permission: 'key:manage',
  input: createKeyInput,
  audit: ({ id, name, scopes }: Issued, { input }: Context) => ({
    subject: name,
    detail: { id, scopes, expires_at: input.expiresAt?.toISOString() ?? null },
  }),
} as const;

/** Issues a key, which is a source of its own. The key itself is in the answer and nowhere else: the table has its SHA-256. */
export const createKey = command({ ...spec, run: issue });

// What binds the seal. Answers to people lie in person_idempotency_key; under another name, those already stored would not open.
const sealPlace = 'idempotency_key.answer';

// A repeatable call's answer is stored for 72 hours; the key within it only under the installation's encryption key.
const createSealedKey = command({
  ...spec,
  run: async (context) => {
    const { key, ...facts } = await issue(context);
    return { ...facts, sealedKey: seal(key, sealPlace) };
  },
});

/** Like `createKey`, and repeatable with an Idempotency-Key: the same key is answered again. */
export async function createKeyRepeatably(
  input: z.input<typeof createKeyInput>,
  context: CommandContext,
): Promise<Issued & { key: string }> {
  const { sealedKey, ...facts } = await createSealedKey.execute(input, context);
  return { ...facts, key: unseal(sealedKey, sealPlace) };
}
