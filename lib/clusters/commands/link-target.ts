import sql from 'sql-template-tag';
import { ensureCatalog } from '@/lib/catalog/commands/ensure';
import { NotFoundError, ValidationError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import type { WorkloadKind } from '../adapter';
import { workloadKindsOf } from '../model/words';
import type { ClusterKind } from '../schema';
import { linkTargetInput, targetParams } from '../schema/settings';

/**
 * Says which workload a service is in an environment, in place of the one before. Whether it is there is seen by the next look, not
 * here: a cluster may be away while its links are written.
 */
export const linkTarget = command({
  name: 'cluster.link',
  permission: 'cluster:operate',
  input: linkTargetInput,
  run: async ({ tx, input, now }) => {
    const [cluster] = await tx.sql<{ kind: ClusterKind; name: string }>(sql`
      SELECT kind, name FROM cluster WHERE id = ${input.cluster}::uuid AND removed_at IS NULL FOR KEY SHARE`);
    if (!cluster) throw new ValidationError([{ path: '/cluster', message: 'There is no such cluster. Add it first.' }]);
    const problem = targetProblem(cluster.kind, input);
    if (problem) throw new ValidationError([problem]);
    const names = { services: [input.slug], environments: [input.environment], teams: [] };
    const { services, environments } = await ensureCatalog(tx, names);
    const [serviceId, environmentId] = [services.get(input.slug)?.id ?? 0, environments.get(input.environment) ?? 0];
    await tx.sql(sql`
      INSERT INTO workload_target (service_id, environment_id, cluster_id, kind, namespace, name, linked_at, look_at)
      VALUES (${serviceId}, ${environmentId}, ${input.cluster}::uuid, ${input.kind}::workload_kind, ${input.namespace ?? ''},
        ${input.name}, ${now}, ${now})
      ON CONFLICT (service_id, environment_id) DO UPDATE SET cluster_id = excluded.cluster_id, kind = excluded.kind,
        namespace = excluded.namespace, name = excluded.name, linked_at = excluded.linked_at, look_at = excluded.look_at, look_error = NULL`);
    const { slug, environment, cluster: clusterId, kind, namespace = null, name } = input;
    return { service: slug, environment, cluster: clusterId, kind, namespace, name };
  },
  audit: ({ service, environment, ...workload }) => ({ subject: `${service} in ${environment}`, detail: workload }),
  announce: () => ['overview'],
});

function targetProblem(kind: ClusterKind, input: { kind: WorkloadKind; namespace?: string | null | undefined }) {
  if (!workloadKindsOf[kind].includes(input.kind))
    return { path: '/kind', message: `A workload of this cluster is ${workloadKindsOf[kind].join(', ')}.` };
  const needsNamespace = input.kind !== 'swarm-service';
  if (needsNamespace && !input.namespace) {
    const what = input.kind === 'ecs-service' ? 'the ECS cluster' : 'the namespace';
    return { path: '/namespace', message: `Name ${what} that the workload is in.` };
  }
  if (!needsNamespace && input.namespace)
    return { path: '/namespace', message: 'A service of a swarm has no namespace. Leave it out.' };
  return null;
}

/** Takes the link of a service in an environment away; the workload is left as it is. */
export const unlinkTarget = command({
  name: 'cluster.unlink',
  permission: 'cluster:operate',
  input: targetParams,
  run: async ({ tx, input: { slug, environment } }) => {
    const gone = await tx.sql(sql`
      DELETE FROM workload_target t USING service s, environment e
      WHERE s.id = t.service_id AND e.id = t.environment_id AND s.slug = ${slug} AND e.name = ${environment} RETURNING 1`);
    if (gone.length === 0) throw new NotFoundError(`A workload of ${slug} in ${environment}`);
    return { slug, environment };
  },
  audit: ({ slug, environment }) => ({ subject: `${slug} in ${environment}`, detail: {} }),
  announce: () => ['overview'],
});
