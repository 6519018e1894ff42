import type { Resource } from './store';

/** One call, as the URL of the Kubernetes API says it. */
export type Route = {
  group: string;
  resource: Resource | 'selfsubjectaccessreviews';
  namespace: string | null;
  name: string;
};

const groups: Record<Route['resource'], { group: string; version: string; kind: string }> = {
  deployments: { group: 'apps', version: 'v1', kind: 'Deployment' },
  replicasets: { group: 'apps', version: 'v1', kind: 'ReplicaSet' },
  pods: { group: '', version: 'v1', kind: 'Pod' },
  namespaces: { group: '', version: 'v1', kind: 'Namespace' },
  horizontalpodautoscalers: { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
  selfsubjectaccessreviews: { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview' },
};

/** What a path means; null for one that this server does not have. */
export function routeOf(path: string): Route | null {
  const found = /^\/(?:api|apis\/([^/]+))\/(v\d)\/(?:namespaces\/([^/]+)\/)?([a-z]+)(?:\/([^/]+))?$/.exec(path);
  if (!found) return null;
  const [, group = '', version, namespace = null, resource = '', name = ''] = found;
  if (!isKnown(resource) || groups[resource].group !== group || groups[resource].version !== version) return null;
  return { group, resource, namespace, name: decodeURIComponent(name) };
}

/** 'DeploymentList', 'apps/v1'. */
export function listKind(resource: Resource): { kind: string; apiVersion: string } {
  const { group, version, kind } = groups[resource];
  return { kind: `${kind}List`, apiVersion: group ? `${group}/${version}` : version };
}

/** What clients such as kubectl ask for before they know a resource; null for other paths. */
export function discovery(path: string): unknown {
  const named = Object.values(groups).filter(({ group }) => group);
  if (path === '/version')
    return { major: '1', minor: '36', gitVersion: 'v1.36.2', platform: 'linux/amd64', goVersion: 'go1.26.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') {
    const listed = [...new Map(named.map((each) => [each.group, each.version]))].map(([name, version]) => {
      const preferred = { groupVersion: `${name}/${version}`, version };
      return { name, versions: [preferred], preferredVersion: preferred };
    });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: listed };
  }
  const [, group = '', version] = /^\/(?:api|apis\/([^/]+))\/(v\d)$/.exec(path) ?? [];
  if (!version) return null;
  const resources = Object.entries(groups)
    .filter(([, each]) => each.group === group && each.version === version)
    .map(([name, { kind }]) => ({
      name,
      singularName: kind.toLowerCase(),
      namespaced: !['namespaces', 'selfsubjectaccessreviews'].includes(name),
      kind,
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      ...(name === 'deployments' ? { shortNames: ['deploy'] } : {}),
    }));
  const groupVersion = group ? `${group}/${version}` : version;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function isKnown(resource: string): resource is Route['resource'] {
  return resource in groups;
}
