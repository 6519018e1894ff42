import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { z } from 'zod';
import { actorLabel } from '@/lib/auth/actor';
import { seal, unseal } from '@/lib/auth/seal';
import { env } from '@/lib/config/env';
import { ConflictError } from '@/lib/core/errors';
import { randomToken } from '@/lib/core/ids';
import type { Tx } from '@/lib/db/transaction';
import { type CommandContext, command, type RunContext } from '@/lib/server/command';
import { sourceSlugOf, sourceUrl } from '../model';
import { createSourceBody, type IssuedSource, type WebhookKind } from '../schema';

type Stored = Omit<IssuedSource, 'secret'> & { sealed: string };

/** What binds the seal of a source's secrets to their row. */
export const secretPlace = (id: string) => `webhook_source.secret ${id}`;

/** A new secret of a source, for its system to sign with. */
export const newSecret = () => `whs_${randomToken(24)}`;

async function store({ tx, actor, input, now }: RunContext<z.output<typeof createSourceBody>>): Promise<Stored> {
  const { kind, name, severities = {}, default_service = null, default_environment = 'production' } = input;
  const id = randomUUID();
  const slug = await freeSlug(tx, kind, sourceSlugOf(name));
  const sealed = seal(newSecret(), secretPlace(id));
  await tx.sql(sql`
    WITH made AS (INSERT INTO source (kind, name, created_at) VALUES (${kind}::source_kind, ${name}, ${now}) RETURNING id)
    INSERT INTO webhook_source (id, source_id, kind, slug, secret, severities, default_service, default_environment, created_by, created_at)
    SELECT ${id}::uuid, id, ${kind}::source_kind, ${slug}, ${sealed}, ${JSON.stringify(severities)}::jsonb, ${default_service},
      ${default_environment}, ${actorLabel(actor).name}, ${now} FROM made`);
  return { id, kind, name, url: sourceUrl(env().PUBLIC_URL, kind, slug), sealed };
}

const slugLock = 7_241_031;

/** The slug itself, or with the first free number: two sources of a kind may have one name. Held free until commit. */
async function freeSlug(tx: Tx, kind: WebhookKind, wanted: string): Promise<string> {
  await tx.sql(sql`SELECT pg_advisory_xact_lock(${slugLock})`);
  const rows = await tx.sql<{ slug: string }>(sql`
    SELECT slug FROM webhook_source WHERE kind = ${kind}::source_kind AND removed_at IS NULL`);
  const taken = new Set(rows.map(({ slug }) => slug));
  for (let number = 1; number <= 500; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(slug)) return slug;
  }
  throw new ConflictError('already_exists', 'There are 500 sources of this name. Choose another one.', '/name');
}

// A repeatable call's answer is stored for 72 hours: with the secret as it is sealed in its own row.
const createSealedSource = command({
  name: 'source.create',
  permission: 'source:manage',
  input: createSourceBody,
  run: store,
  audit: ({ id, kind, name }: Stored) => ({ subject: name, detail: { id, kind } }),
});

const opened = ({ sealed, ...facts }: Stored): IssuedSource => ({
  ...facts,
  secret: unseal(sealed, secretPlace(facts.id)),
});

/**
 * Makes a source for the webhooks of another system. Its secret is in the answer and, sealed, in its row. Repeatable with an
 * Idempotency-Key: the same source is answered again.
 */
export const createSource = {
  name: createSealedSource.name,
  permission: createSealedSource.permission,
  execute: async (input: z.input<typeof createSourceBody>, context: CommandContext): Promise<IssuedSource> =>
    opened(await createSealedSource.execute(input, context)),
};
