import sql from 'sql-template-tag';
import { readSql } from '@/lib/db/pool';
import type { DeploymentStatus } from '@/lib/deployments/schema';

/** A deployment that an incident names, once it is known. */
export type LinkedDeployment = {
  link: 'caused' | 'fixed';
  key: number;
  id: string;
  service: string;
  environment: string;
  version: string | null;
  status: DeploymentStatus;
  finishedAt: string | null;
};

/** The deployments that caused and fixed the incident INC-`number`; those still to come are not among them. */
export async function readLinkedDeployments(number: number): Promise<LinkedDeployment[]> {
  const rows = await readSql<Omit<LinkedDeployment, 'finishedAt'> & { finishedAt: Date | null }>(sql`
    SELECT side.link, d.id AS key, d.external_id AS id, s.slug AS service, e.name AS environment, d.version, d.status,
      d.finished_at AS "finishedAt"
    FROM incident i JOIN (VALUES ('caused'), ('fixed')) AS side(link) ON true
      JOIN deployment d ON d.id = CASE side.link WHEN 'caused' THEN i.caused_by_id ELSE i.fixed_by_id END
      JOIN service s ON s.id = d.service_id JOIN environment e ON e.id = d.environment_id
    WHERE i.number = ${number} ORDER BY side.link`);
  return rows.map((row) => ({ ...row, finishedAt: row.finishedAt?.toISOString() ?? null }));
}
