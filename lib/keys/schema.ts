import { z } from 'zod';
import { scopes } from '@/lib/auth/policy';
import { instant, requiredText } from '@/lib/core/fields';
import { pageFields, pageSchema } from '@/lib/core/paging';

const scopeList = z
  .array(z.enum(scopes))
  .min(1, 'Choose at least one scope.')
  .max(scopes.length)
  .refine((list) => new Set(list).size === list.length, 'Name each scope once.');

/** Body of POST /api/v1/keys. */
export const createKeyBody = z.strictObject({
  name: requiredText(100).describe('How the key appears in lists and in the audit log'),
  scopes: scopeList,
  expires_at: instant.nullish().describe('The key stops working then; absent or null: never'),
});

export const createKeyInput = z.strictObject({
  name: requiredText(100),
  scopes: scopeList,
  expiresAt: z.date().nullable(),
});

export const keyIdInput = z.strictObject({ id: z.uuid() });

const keyFields = { id: z.uuid(), name: z.string(), scopes: z.array(z.enum(scopes)) };

export const createdKey = z.object({ ...keyFields, key: z.string().describe('Shown this once') });

const listedKey = z.object({
  ...keyFields,
  prefix: z.string().describe('The first characters of the key'),
  created_by: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().describe('To the minute'),
});
export type ListedKey = z.infer<typeof listedKey>;

export const listKeysQuery = z.strictObject(pageFields);
export type ListKeysQuery = z.output<typeof listKeysQuery>;

export const keyPage = pageSchema(listedKey);
