/** The parts of OpenAPI 3.1 and JSON Schema 2020-12 that the product writes. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
};

export type Media = { schema?: JsonSchema; example?: unknown };
export type DocumentedParameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
};
export type DocumentedAnswer = {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, Media>;
};
export type DocumentedCall = {
  operationId: string;
  tags: string[];
  summary: string;
  security: Record<string, string[]>[];
  /** Who may: least role of a person, any one of these scopes of a key. */
  'x-fairlead-permission': string;
  'x-fairlead-role': string | null;
  'x-fairlead-scopes': string[];
  parameters: DocumentedParameter[];
  requestBody?: { required: true; content: Record<string, Media> };
  responses: Record<string, DocumentedAnswer>;
};

export type OpenApiDocument = {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, DocumentedCall>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, Record<string, string>> };
};
