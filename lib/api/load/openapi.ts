import { z } from 'zod';
import { policy, type Scope } from '@/lib/auth/policy';
import { sessionCookieName } from '@/lib/auth/session';
import { env } from '@/lib/config/env';
import type { Answer, Operation } from '@/lib/server/operation';
import { problemSchema } from '@/lib/server/problem';
import type {
  DocumentedAnswer,
  DocumentedCall,
  DocumentedParameter,
  JsonSchema,
  Media,
  OpenApiDocument,
} from '../model/document';
import { type NamedOperation, operations } from '../registry';
import { answersOf } from './answers';

/** In the order in which somebody new needs them; a tag that is not named here comes last. */
const firstTags = ['Ingest', 'Responding', 'Metrics', 'Reading', 'Keys', 'Sources', 'Live', 'Health', 'Reference'];
const tags = [...new Set([...firstTags, ...operations.map(({ tag }) => tag)])].filter((name) =>
  operations.some(({ tag }) => tag === name),
);

let built: OpenApiDocument | undefined;

/** The OpenAPI 3.1 document of all operations, made once per process from the schemas that the handlers use. */
export function openApiDocument(): OpenApiDocument {
  built ??= build();
  return built;
}

function build(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: callOf(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Fairlead',
      version: 'v1',
      description:
        'Deployments, changes and incidents in; DORA metrics out. Within a version fields are only ever added: ignore those that you do not know.',
    },
    servers: [{ url: env().PUBLIC_URL }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer <key>`' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key in a header of its own' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName(),
          description: 'A person who signed in; changes are accepted only from the same origin',
        },
      },
    },
  };
}

/**
 * What goes in is described strictly, as it is refused otherwise. What comes out may grow: closing its objects would make
 * generated clients refuse a field that is added later.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => {
      if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties;
      if (made.format === 'date-time') delete made.pattern; // says in 300 characters what the format says
    },
  });
  return rest as JsonSchema;
}

function callOf(operation: NamedOperation): DocumentedCall {
  const rule = ruleOf(operation);
  const body = requestBody(operation);
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    security: operation.permission === 'public' ? [] : securityOf(rule),
    'x-fairlead-permission': operation.permission,
    'x-fairlead-role': rule.role,
    'x-fairlead-scopes': [...rule.scopes],
    parameters: parametersOf(operation),
    ...(body ? { requestBody: body } : {}),
    responses: Object.fromEntries(
      Object.entries(answersOf(operation)).map(([status, answer]) => [status, documentedAnswer(status, answer)]),
    ),
  };
}

type Rule = { role: string | null; scopes: readonly Scope[] };

function ruleOf({ permission }: Operation): Rule {
  return permission === 'public' ? { role: null, scopes: [] } : policy[permission];
}

/** Alternatives: a key with any one of the scopes, or a session of somebody who may. */
function securityOf({ role, scopes }: Rule): Record<string, string[]>[] {
  const keys = scopes.flatMap((scope) => [{ bearer: [scope] }, { apiKey: [scope] }]);
  return role === null ? keys : [...keys, { session: [role] }];
}

function parametersOf({ params, query, body, method, example, pathExample, path, isRepeatable }: NamedOperation) {
  const queryExample = method === 'GET' && typeof example === 'object' ? { ...example } : {};
  const found = [
    ...(params ? fieldsAs('path', params, pathExample ?? {}) : []),
    ...(query ? fieldsAs('query', query, queryExample) : []),
  ];
  const text: JsonSchema = { type: 'string', maxLength: 255 };
  if (method === 'POST' && body && !isRepeatable) {
    const description = 'Makes the call repeatable for 72 hours: the same key and body get the first answer again.';
    found.push({ name: 'Idempotency-Key', in: 'header', required: false, description, schema: text });
  }
  if (path.startsWith('/api/live/')) {
    const description = 'The `id` of the last event that was seen; what happened since is sent first.';
    found.push({ name: 'Last-Event-ID', in: 'header', required: false, description, schema: text });
  }
  return found;
}

function fieldsAs(place: 'path' | 'query', schema: z.ZodObject, examples: Record<string, unknown>) {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties).map(([name, { description, ...rest }]): DocumentedParameter => {
    const shown = examples[name] === undefined ? {} : { example: examples[name] };
    const words = description === undefined ? {} : { description };
    return { name, in: place, required: place === 'path' || required.includes(name), ...words, schema: rest, ...shown };
  });
}

function requestBody({ body, stream, example }: NamedOperation): DocumentedCall['requestBody'] {
  const shown = example === undefined ? {} : { example };
  if (body) return { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input'), ...shown } } };
  if (!stream) return undefined;
  const lines = Array.isArray(example) ? { example: example.map((line) => JSON.stringify(line)).join('\n') } : {};
  return { required: true, content: { [stream]: lines } };
}

function documentedAnswer(status: string, { description, schema, contentType }: Answer): DocumentedAnswer {
  const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } };
  const media: Media = {};
  if (schema === problemSchema) media.schema = { $ref: '#/components/schemas/Problem' };
  else if (schema) media.schema = jsonSchema(schema, 'output');
  return {
    description,
    ...(status === '503' && schema === problemSchema ? { headers: retryAfter } : {}),
    ...(schema || contentType ? { content: { [contentType ?? 'application/json']: media } } : {}),
  };
}
