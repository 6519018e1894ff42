import type { z } from 'zod';
import type { ClusterKind } from '@/lib/clusters/schema';
import type { clusterBody } from '@/lib/clusters/schema/settings';

export type ClusterInput = z.input<typeof clusterBody>;

/** What the form of a cluster says, as its command takes it. */
export function inputOf(form: FormData, kind: ClusterKind): ClusterInput {
  const words = (name: string) => String(form.get(name) ?? '').trim();
  const name = words('name');
  switch (kind) {
    case 'kubernetes': {
      const inCluster = form.get('reach') === 'in_cluster';
      return { name, kind, in_cluster: inCluster, kubeconfig: inCluster ? null : words('kubeconfig') };
    }
    case 'docker-swarm': {
      const tls = { ca: words('ca'), cert: words('cert'), key: words('key') };
      const isSecured = Object.values(tls).some((each) => each !== '');
      return { name, kind, endpoint: words('endpoint'), tls: isSecured ? tls : null };
    }
    case 'aws-ecs':
      return {
        name,
        kind,
        region: words('region'),
        endpoint: words('endpoint') || null,
        access_key_id: words('access_key_id') || null,
        secret_access_key: words('secret_access_key') || null,
        role_arn: words('role_arn') || null,
        external_id: words('external_id') || null,
      };
    case 'simulated':
      return { name, kind };
  }
}
