import { expect, test } from 'vitest';
import { z } from 'zod';
import { instant, serviceSlug, text } from '@/lib/core/fields';
import type { JsonSchema } from './document';
import { fieldRows, typeText } from './fields';

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

test.each([
  [text(255), 'text, at most 255'],
  [instant, 'time with offset'],
  [instant.nullish(), 'time with offset or null'],
  [z.enum(['SEV1', 'SEV2']), 'SEV1 | SEV2'],
  [z.boolean(), 'true | false'],
  [z.int(), 'whole number'],
  [z.int().min(0), 'whole number, at least 0'],
  [z.coerce.number().int().min(1).max(200), 'whole number, 1 to 200'],
  [z.array(serviceSlug), 'list of text'],
  [z.array(z.object({ sha: z.string() })), 'list of objects'],
  [z.union([z.string(), z.array(z.string())]), 'text or list of text'],
  [z.uuid().nullable(), 'UUID or null'],
  [z.unknown(), 'any'],
])('a schema is told in words: %#', (schema, words) => {
  expect(typeText(schemaOf(schema))).toBe(words);
});

test('fields within lists and objects follow their parents', () => {
  const schema = z.object({
    id: z.string().describe('Yours'),
    changes: z.array(z.object({ sha: z.string(), title: z.string().optional() })).nullish(),
  });
  expect(fieldRows(schemaOf(schema)).map(({ path, required }) => `${path}${required ? ' required' : ''}`)).toEqual([
    'id required',
    'changes',
    'changes[].sha required',
    'changes[].title',
  ]);
});

test('of alternative objects each field is there once, required if all of them need it', () => {
  const schema = z.object({
    item: z.discriminatedUnion('type', [
      z.object({ type: z.literal('a'), shared: z.string(), own: z.string() }),
      z.object({ type: z.literal('b'), shared: z.number() }),
    ]),
  });
  expect(fieldRows(schemaOf(schema)).slice(1)).toEqual([
    { path: 'item.type', type: 'a or b', required: true, description: null },
    { path: 'item.shared', type: 'text or number', required: true, description: null },
    { path: 'item.own', type: 'text', required: false, description: null },
  ]);
});
