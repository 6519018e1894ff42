import { z } from 'zod';
import { roles } from '@/lib/auth/policy';
import { requiredText, searchText, text } from '@/lib/core/fields';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Use an address such as ana@example.com.'));

/** What people choose here; sign-in itself accepts whatever was stored. */
export const newPassword = text(256).refine((value) => value.length >= 12, 'Use at least 12 characters.');

const personName = requiredText(100).transform((value) => value.trim());

export const createUserInput = z.strictObject({
  email,
  name: personName,
  role: z.enum(roles),
  /** Null: this person signs in through the identity provider only. */
  password: newPassword.nullable(),
});

export const userIdInput = z.strictObject({ userId: z.uuid() });

export const changeOwnNameInput = z.strictObject({ name: personName });

export const changeRoleInput = z.strictObject({ userId: z.uuid(), role: z.enum(roles) });

export const setDisabledInput = z.strictObject({ userId: z.uuid(), disabled: z.boolean() });

export const resetPasswordInput = z.strictObject({ userId: z.uuid(), password: newPassword });

export const changeOwnPasswordInput = z.strictObject({ current: text(256), password: newPassword });

export const identityInput = z.strictObject({
  issuer: requiredText(2048),
  subject: requiredText(255),
  email: email.nullable(),
  emailVerified: z.boolean(),
  name: z.string().nullable(),
});

/** Query string of the people's page. */
export const usersQuery = z.strictObject({ q: searchText.optional() });

/** One row of the people's list. */
export type UserRow = {
  id: string;
  email: string;
  name: string;
  role: (typeof roles)[number];
  signsInWith: 'password' | 'provider' | 'both' | 'none';
  createdAt: string;
  lastSignInAt: string | null;
  disabled: boolean;
};

/** A person with what an administrator can do about them. */
export type UserDetail = UserRow & {
  /** Live sessions: on how many browsers this person is signed in. */
  sessions: number;
  /** The one who looks. */
  isSelf: boolean;
  /** The only administrator left who can sign in: can neither be disabled nor given another role. */
  isLastAdmin: boolean;
};
