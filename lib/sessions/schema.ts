import { z } from 'zod';
import { text } from '@/lib/core/fields';

const signInMethods = ['password', 'oidc'] as const;

export const startSessionInput = z.strictObject({
  userId: z.uuid(),
  sessionId: z.string().min(32),
  method: z.enum(signInMethods),
  /** When the identity provider last asked this person, if it says so; null: just now. */
  provenAt: z.date().nullable(),
  address: z.string().max(64),
  /** Session of the cookie that this browser brought along; it ends. */
  replaces: z.string().nullable(),
});

export const confirmSessionInput = z.strictObject({ password: text(256) });

export const noInput = z.strictObject({});
