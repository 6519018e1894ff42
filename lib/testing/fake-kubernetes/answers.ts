/** The Status objects that an API server answers with, word for word as 1.36 says them. */
export type Answer = { code: number; body: unknown; headers?: Record<string, string> };

type Kind = { group: string; resource: string };

const nameOf = ({ group, resource }: Kind) => (group ? `${resource}.${group}` : resource);

function failure(code: number, reason: string, message: string, details?: unknown): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
  return { code, body: status };
}

export const unauthorized = () => failure(401, 'Unauthorized', 'Unauthorized');

export function forbidden(user: string, verb: string, kind: Kind, namespace: string | null, name: string): Answer {
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const subject = `${nameOf(kind)}${name ? ` "${name}"` : ''} is forbidden`;
  const what = `cannot ${verb} resource "${kind.resource}" in API group "${kind.group}" ${where}`;
  return failure(403, 'Forbidden', `${subject}: User "${user}" ${what}`, {
    name: name || undefined,
    group: kind.group || undefined,
    kind: kind.resource,
  });
}

export function notFound(kind: Kind, name: string): Answer {
  const details = { name, group: kind.group || undefined, kind: kind.resource };
  return failure(404, 'NotFound', `${nameOf(kind)} "${name}" not found`, details);
}

export const noSuchPath = () => failure(404, 'NotFound', 'the server could not find the requested resource', {});

export function staleVersion(kind: Kind, name: string): Answer {
  const message = `Operation cannot be fulfilled on ${nameOf(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return failure(409, 'Conflict', message, { name, group: kind.group, kind: kind.resource });
}

export function applyConflict(managers: string[], field: string): Answer {
  const causes = managers.map((manager) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"`,
    field,
  }));
  const text = managers.map((manager) => `conflict with "${manager}" using apps/v1: ${field}`).join(', ');
  const message = `Apply failed with ${managers.length} conflict${managers.length === 1 ? '' : 's'}: ${text}`;
  return failure(409, 'Conflict', message, { causes });
}

export const patchRefused = () =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

export function invalid(name: string, field: string, message: string): Answer {
  const text = `Deployment.apps "${name}" is invalid: ${field}: ${message}`;
  const causes = [{ reason: 'FieldValueRequired', message, field }];
  return failure(422, 'Invalid', text, { name, group: 'apps', kind: 'Deployment', causes });
}

export const unknownFormat = () =>
  failure(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
  );

export const tooMany = (): Answer => ({
  ...failure(429, 'TooManyRequests', 'too many requests, please try again later', { retryAfterSeconds: 1 }),
  headers: { 'retry-after': '1' },
});

export const serverError = () =>
  failure(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out');

/** The event by which a watch from a forgotten version ends. */
export function expired(from: number, oldest: number): unknown {
  return { type: 'ERROR', object: failure(410, 'Expired', `too old resource version: ${from} (${oldest})`).body };
}
