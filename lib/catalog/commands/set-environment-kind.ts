import sql from 'sql-template-tag';
import { NotFoundError } from '@/lib/core/errors';
import { recomputeArrivals } from '@/lib/deployments/commands/arrivals';
import { lockAllLinks } from '@/lib/incidents/commands/links';
import { dropRollups } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { type EnvironmentKind, setEnvironmentKindInput } from '../schema';

type Outcome = { name: string; from: EnvironmentKind; to: EnvironmentKind };

/**
 * Says what an environment is. Which ones are production decides what every metric counts, so arrivals are recomputed and all
 * roll-ups thrown away in the same transaction: the next reader counts from the records, by the new kind.
 */
export const setEnvironmentKind = command({
  name: 'environment.set_kind',
  permission: 'catalog:manage',
  input: setEnvironmentKindInput,
  run: async ({ tx, input }): Promise<Outcome> => {
    // Deployments are written and removed under these locks shared, so none is half-way through with the old kind.
    await lockAllLinks(tx);
    const [known] = await tx.sql<{ id: number; kind: EnvironmentKind }>(
      sql`SELECT id, kind FROM environment WHERE name = ${input.name} FOR UPDATE`,
    );
    if (!known) throw new NotFoundError(`Environment "${input.name}"`);
    const outcome = { name: input.name, from: known.kind, to: input.kind };
    if (known.kind === input.kind) return outcome;
    await tx.sql(sql`UPDATE environment SET kind = ${input.kind}::environment_kind WHERE id = ${known.id}`);
    if (known.kind === 'production' || input.kind === 'production') {
      await recomputeArrivals(tx, { environmentId: known.id });
      await dropRollups(tx);
    }
    return outcome;
  },
  audit: ({ name, from, to }) => (from === to ? null : { subject: name, detail: { from, to } }),
  announce: ({ from, to }) => (from === to ? [] : ['overview']),
});
