import { z } from 'zod';

const signInMethods = ['password', 'oidc'] as const;

export const startSessionInput = z.strictObject({
  userId: z.uuid(),
  sessionId: z.string().min(32),
  method: z.enum(signInMethods),
  address: z.string().max(64),
  /** Session of the cookie that this browser brought along; it ends. */
  replaces: z.string().nullable(),
});

export const noInput = z.strictObject({});
