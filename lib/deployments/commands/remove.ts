import sql from 'sql-template-tag';
import { z } from 'zod';
import { sourceOf } from '@/lib/audit/deliveries';
import { chooseTeams } from '@/lib/catalog/commands/service-facts';
import { lockLinksShared, resolveLinks } from '@/lib/incidents/commands/links';
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
    await lockLinksShared(tx);
    const id = 'key' in input ? input.key : await findDeployment(tx, input.id, sourceOf(actor));
    const [removed] = await tx.sql<Removed>(sql`
      SELECT d.external_id AS id, d.service_id AS "serviceId", d.team_id AS "teamId", d.finished_at AS "finishedAt",
        to_jsonb(d) || jsonb_build_object('service', s.slug, 'environment', e.name, 'shas', ARRAY(
          SELECT c.sha FROM deployment_change l JOIN change c ON c.id = l.change_id WHERE l.deployment_id = d.id ORDER BY c.sha)) AS content
      FROM deployment d JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
      WHERE d.id = ${id} FOR UPDATE OF d`);
    if (!removed) return null; // removed by somebody else at this moment
    const changes = await lockChangesOf(tx, [id]);
    await tx.sql(sql`DELETE FROM deployment_change WHERE deployment_id = ${id}`);
    const hours = await recountArrivals(tx, changes);
    const named = await tx.sql<{ ref: string }>(sql`
      SELECT ref FROM incident CROSS JOIN LATERAL (VALUES (caused_by_id, caused_by_ref), (fixed_by_id, fixed_by_ref)) AS link(id, ref)
      WHERE (caused_by_id = ${id} OR fixed_by_id = ${id}) AND link.id = ${id}`);
    await tx.sql(sql`DELETE FROM deployment WHERE id = ${id}`);
    if (named.length > 0)
      hours.push(
        ...(await resolveLinks(
          tx,
          named.map((row) => row.ref),
        )),
      );
    if (removed.finishedAt) hours.push({ serviceId: removed.serviceId, at: removed.finishedAt });
    await markRollups(tx, hours);
    if (removed.teamId !== null) await chooseTeams(tx, [removed.serviceId]);
    return removed;
  },
  audit: (removed) => (removed ? { subject: removed.id, detail: removed.content } : null),
  announce: () => ['overview'],
  afterCommit: refreshRollupsSoon,
});
