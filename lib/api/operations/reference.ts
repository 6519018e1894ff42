import { z } from 'zod';
import { operation } from '@/lib/server/operation';

export const readOpenApi = operation({
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag: 'Reference',
  summary: 'This description as an OpenAPI 3.1 document',
  permission: 'public',
  answers: {
    200: {
      description: 'Generated from the schemas that the calls are checked with.',
      schema: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
    },
  },
});
