import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { env } from '@/lib/config/env';
import { ForbiddenError } from '@/lib/core/errors';
import { openApiDocument } from './load/openapi';
import { curlOf } from './model/curl';
import type { DocumentedCall, Media } from './model/document';
import { type FieldRow, fieldRows, typeText } from './model/fields';

export type ReferenceParameter = {
  name: string;
  place: string;
  type: string;
  required: boolean;
  fallback: string | null;
  description: string | null;
};
export type ReferenceAnswer = { status: string; description: string; type: string | null; fields: FieldRow[] };
export type ReferenceCall = {
  id: string;
  method: string;
  path: string;
  summary: string;
  isPublic: boolean;
  scopes: string[];
  role: string | null;
  parameters: ReferenceParameter[];
  body: { type: string; fields: FieldRow[] } | null;
  answers: ReferenceAnswer[];
  /** Statuses answered with a problem, each with its reason. */
  refusals: { status: string; description: string }[];
  curl: string;
};
export type ReferenceGroup = { tag: string; calls: ReferenceCall[] };

/** The API reference: every call of the OpenAPI document, by tag. */
export async function loadReference(actor: UserActor): Promise<ReferenceGroup[]> {
  if (!can(actor, 'session:own')) throw new ForbiddenError('Ask an administrator for an account that may sign in.');
  const { paths, tags } = openApiDocument();
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ tag: call.tags[0], ...referenceOf(method, path, call) })),
  );
  return tags.map(({ name }) => ({
    tag: name,
    calls: calls.filter(({ tag }) => tag === name).map(({ tag: _tag, ...call }) => call),
  }));
}

function referenceOf(lowerMethod: string, path: string, call: DocumentedCall): ReferenceCall {
  const method = lowerMethod.toUpperCase();
  const [bodyType, body] = firstMedia(call.requestBody?.content);
  const answers = Object.entries(call.responses).map(([status, { description, content }]) => {
    const [type, media] = firstMedia(content);
    return { status, description, type, fields: media?.schema ? fieldRows(media.schema) : [] };
  });
  const isRefusal = ({ type }: { type: string | null }) => type === 'application/problem+json';
  return {
    id: call.operationId,
    method,
    path,
    summary: call.summary,
    isPublic: call.security.length === 0,
    scopes: call['x-fairlead-scopes'],
    role: call['x-fairlead-role'],
    parameters: call.parameters.map(({ name, in: place, required, description, schema }) => ({
      name,
      place,
      required,
      type: typeText(schema),
      fallback: schema.default === undefined ? null : String(schema.default),
      description: description ?? null,
    })),
    body: bodyType === null ? null : { type: bodyType, fields: body?.schema ? fieldRows(body.schema) : [] },
    answers: answers.filter((answer) => !isRefusal(answer)),
    refusals: answers
      .filter((answer) => isRefusal(answer) && answer.status !== 'default')
      .map(({ status, description }) => ({ status, description })),
    curl: curlOf(method, path, call, env().PUBLIC_URL),
  };
}

function firstMedia(content: Record<string, Media> | undefined): [string, Media] | [null, null] {
  return Object.entries(content ?? {})[0] ?? [null, null];
}
