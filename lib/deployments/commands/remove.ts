import sql from 'sql-template-tag';
import { z } from 'zod';
import { sourceOf } from '@/lib/audit/deliveries';
import { chooseTeams } from '@/lib/catalog/commands/service-facts';
import { areNamed, lockLinksShared, resolveLinks } from '@/lib/incidents/commands/links';
import { markRollups, refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { recountArrivals } from './arrivals';
import { lockChangesOf } from './changes';
import { findDeployment } from './find';

type Removed = {
  id: string;
  serviceId: number;
  teamId: number | null;
  finishedAt: Date | null;
  content: Record<string, unknown>;
};

/**
 * Removes a deployment from the metrics; the audit row keeps all of it. Its changes stay and arrive with the next deployment
 * that carries them; incidents that name it keep the name. A later report with the same id makes it anew.
 */
export const removeDeployment = command({
  name: 'deployment.delete',
  permission: 'deployment:delete',
  // By the id that its pipeline chose, or by the number that its page has.
  input: z.union([z.strictObject({ id: z.string() }), z.strictObject({ key: z.int().positive() })]),
  run: async ({ tx, actor, input }) => {
    const id = 'key' in input ? input.key : await findDeployment(tx, input.id, sourceOf(actor));
    const [known] = await tx.sql<{ name: string }>(sql`SELECT external_id AS name FROM deployment WHERE id = ${id}`);
    if (!known) return null; // removed by somebody else at this moment
    await lockLinksShared(tx, [known.name]);
    const [removed] = await tx.sql<Removed>(sql`
      SELECT d.external_id AS id, d.service_id AS "serviceId", d.team_id AS "teamId", d.finished_at AS "finishedAt",
        to_jsonb(d) || jsonb_build_object('service', s.slug, 'environment', e.name, 'shas', ARRAY(
          SELECT c.sha FROM deployment_change l JOIN change c ON c.id = l.change_id WHERE l.deployment_id = d.id ORDER BY c.sha)) AS content
      FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
      WHERE d.id = ${id} FOR UPDATE OF d`);
    if (!removed) return null;
    const changes = await lockChangesOf(tx, [id]);
    await tx.sql(sql`DELETE FROM deployment_change WHERE deployment_id = ${id}`);
    const hours = await recountArrivals(tx, changes);
    await tx.sql(sql`DELETE FROM deployment WHERE id = ${id}`);
    // Also where it was not the one meant: of two that an id could mean, the other one is left.
    if (await areNamed(tx, [known.name])) hours.push(...(await resolveLinks(tx, [known.name])));
    if (removed.finishedAt) hours.push({ serviceId: removed.serviceId, at: removed.finishedAt });
    await markRollups(tx, hours);
    if (removed.teamId !== null) await chooseTeams(tx, [removed.serviceId]);
    return removed;
  },
  audit: (removed) => (removed ? { subject: removed.id, detail: removed.content } : null),
  announce: () => ['overview'],
  afterCommit: refreshRollupsSoon,
});
